using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Simulators.Gemini;

/// <summary>Answers a prompt from the pages it shows, in the shape it asks for; a fault bends the answer.</summary>
internal static class GeminiSpeaker
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The body of a 200 answer.</returns>
    public static JsonObject Answer(GeminiPrompt prompt, string model, GeminiFault? wrong)
    {
        var fault = wrong?.Kind;
        if (fault is GeminiFaultKind.Blocked or GeminiFaultKind.Prohibited)
        {
            return new()
            {
                ["promptFeedback"] = new JsonObject { ["blockReason"] = fault is GeminiFaultKind.Prohibited ? "PROHIBITED_CONTENT" : "OTHER" },
                ["usageMetadata"] = new JsonObject { ["promptTokenCount"] = prompt.Tokens, ["totalTokenCount"] = prompt.Tokens },
                ["modelVersion"] = model,
            };
        }

        var text = Say(prompt, wrong);
        var finish = fault switch
        {
            GeminiFaultKind.Truncated => "MAX_TOKENS",
            GeminiFaultKind.Safety => "SAFETY",
            GeminiFaultKind.Recitation => "RECITATION",
            _ => "STOP",
        };
        if (prompt.MaxOutputTokens is { } most && GeminiTokens.Of(text) > most)
        {
            (text, finish) = (text[..Math.Min(text.Length, most * 4)], "MAX_TOKENS");
        }

        return Envelope(prompt, model, text, finish);
    }

    private static string Say(GeminiPrompt prompt, GeminiFault? wrong)
    {
        var fault = wrong?.Kind;
        if (fault is GeminiFaultKind.Malformed)
        {
            return "Voici la lecture demandée : {\"pages\": [";
        }

        if (fault is GeminiFaultKind.Safety or GeminiFaultKind.Recitation)
        {
            return "";
        }

        if (!prompt.WantsJson)
        {
            var plain = string.Join("\n\n", prompt.Pages.Select(ActeScribe.Text));
            return fault is GeminiFaultKind.Truncated ? plain[..(plain.Length / 2)] : plain;
        }

        var answer = Know(prompt);
        Bend(answer, fault);
        if (fault is GeminiFaultKind.CutLines)
        {
            Cut(answer, wrong!.Page);
        }

        var text = (prompt.Schema is { } schema ? GeminiShape.Fit(answer, schema) : answer).ToJsonString(Readable);
        return fault switch
        {
            GeminiFaultKind.Truncated => text[..(text.Length / 2)],
            GeminiFaultKind.Dressed => GeminiDress.On(text),
            _ => text,
        };
    }

    /// <summary>A shape with inscriptions asks for an index page, one with lines for those of a strip; any other for the pages of an acte.</summary>
    private static JsonObject Know(GeminiPrompt prompt) =>
        prompt.Strip is { } strip ? new() { ["lines"] = new JsonArray([.. strip.Select(line => (JsonNode)line)]) } :
        prompt.Schema?["properties"]?["inscriptions"] is not null && prompt.Pages.Count > 0 ? IndexScribe.Read(prompt.Pages[0], prompt.Band) : ActeScribe.Read(prompt);

    private static void Bend(JsonObject answer, GeminiFaultKind? fault)
    {
        var list = answer["inscriptions"] as JsonArray ?? answer["pages"] as JsonArray ?? [];
        switch (fault)
        {
            case GeminiFaultKind.MissingLines when list.Count > 0:
                list.RemoveAt(list.Count - 1);
                break;
            case GeminiFaultKind.HiddenLine when list.Count > 0 && answer["lines_seen"] is not null:
                list.RemoveAt(0);
                answer["lines_seen"] = list.Count;
                for (var i = 0; i < list.Count; i++)
                {
                    list[i]!["line"] = i + 1;
                }

                break;
            case GeminiFaultKind.WrongDigit when list.Count > 0 && (string?)list[0]!["publication_number"] is { Length: > 0 } number:
                list[0]!["publication_number"] = number[..^1] + (char)('0' + ((number[^1] - '0' + 1) % 10));
                break;
            case GeminiFaultKind.Empty:
                list.Clear();
                answer["lines_seen"] = 0;
                break;
            case GeminiFaultKind.Repeated when list.Count > 0:
                Repeat(answer, list);
                break;
            case GeminiFaultKind.InTurn when list.Count > 0:
                RepeatInTurn(answer, list);
                break;
        }
    }

    /// <param name="number">Of the page; null for all.</param>
    private static void Cut(JsonObject answer, int? number)
    {
        foreach (var page in (answer["pages"] as JsonArray ?? []).OfType<JsonObject>().Where(page => number is null || (int?)page["page"] == number))
        {
            var lines = ((string?)page["text"] ?? "").Split('\n').ToList();
            if (lines.Count > 6)
            {
                lines.RemoveRange(lines.Count / 2, 3);
            }

            page["text"] = string.Join('\n', lines);
        }
    }

    private static void Repeat(JsonObject answer, JsonArray list)
    {
        if (answer["pages"] is not null && list[^1] is JsonObject page)
        {
            var text = (string?)page["text"] ?? "";
            var last = text[(text.LastIndexOf('\n') + 1)..];
            page["text"] = text + string.Concat(Enumerable.Repeat("\n" + last, 60));
            return;
        }

        for (var i = 0; i < 40; i++)
        {
            var again = list[^1]!.DeepClone();
            again["line"] = list.Count + 1;
            list.Add(again);
        }

        answer["lines_seen"] = list.Count;
    }

    private static void RepeatInTurn(JsonObject answer, JsonArray list)
    {
        if (answer["pages"] is not null && list[^1] is JsonObject page)
        {
            var text = (string?)page["text"] ?? "";
            page["text"] = text.Insert(text.Length / 2, string.Concat(Enumerable.Repeat(" la partie de première part et", 30)) + " ");
            return;
        }

        for (var i = 0; i < 38; i++)
        {
            var again = list[Math.Max(0, list.Count - 2)]!.DeepClone();
            again["line"] = list.Count + 1;
            list.Add(again);
        }

        answer["lines_seen"] = list.Count;
    }

    private static JsonObject Envelope(GeminiPrompt prompt, string model, string text, string finish)
    {
        var output = GeminiTokens.Of(text);
        return new()
        {
            ["candidates"] = new JsonArray(new JsonObject
            {
                ["content"] = new JsonObject { ["role"] = "model", ["parts"] = new JsonArray(new JsonObject { ["text"] = text }) },
                ["finishReason"] = finish,
                ["index"] = 0,
            }),
            ["usageMetadata"] = new JsonObject
            {
                ["promptTokenCount"] = prompt.Tokens,
                ["candidatesTokenCount"] = output,
                ["totalTokenCount"] = prompt.Tokens + output,
            },
            ["modelVersion"] = model,
            ["responseId"] = Guid.NewGuid().ToString("n"),
        };
    }
}
