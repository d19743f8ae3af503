using System.Text;
using System.Text.Json.Nodes;
using Simulators.Paper;

namespace Simulators.Gemini;

/// <summary>A page that a request shows.</summary>
/// <param name="Rank">Its place in the request's file, from 1.</param>
/// <param name="Page">The number it carries; 0 when it carries no mark.</param>
internal sealed record ShownPage(int Rank, PaperDocument? Document, int Page, PageTruth? Truth);

/// <summary>A request's content as the model sees it: text, pages recognised from the bytes, the wished shape.</summary>
/// <param name="Media">In which forms pages are shown: image, pdf.</param>
internal sealed record GeminiPrompt(string Text, IReadOnlyList<ShownPage> Pages, long Tokens, JsonObject? Schema, bool WantsJson, int? MaxOutputTokens, IReadOnlySet<string> Media)
{
    /// <summary>The part of the page that is shown; null for a whole one.</summary>
    public ShownBand? Band { get; } = ShownBand.Find(Text);

    /// <summary>The lines that can be read on a strip; null where another thing is asked for.</summary>
    public IReadOnlyList<string>? Strip { get; init; }

    /// <summary>As asked: standard unless flex is.</summary>
    public string Tier { get; init; } = "standard";

    /// <summary>The part that every request of a kind begins with.</summary>
    public string Beginning { get; init; } = "";
}

/// <summary>Reads requests: decodes their files and tells which pages they show.</summary>
internal sealed class GeminiPromptReader(PaperLibrary library, GeminiFileDesk files)
{
    private readonly SeenPages seen = new();

    /// <exception cref="GeminiRefusal">The request is not valid.</exception>
    public async Task<GeminiPrompt> ReadAsync(JsonObject body, CancellationToken stop)
    {
        var text = new StringBuilder();
        var pages = new List<ShownPage>();
        var media = new HashSet<string>(StringComparer.Ordinal);
        long tokens = 0;
        ReadOnlyMemory<byte> last = default;
        foreach (var part in Parts(body))
        {
            if ((string?)part["text"] is { } words)
            {
                text.Append(words).Append('\n');
                continue;
            }

            var (content, mimeType) = ContentOf(part);
            var shown = await PaperReader.IdentifyAsync(content, mimeType, stop);
            if (shown.Count is 0)
            {
                throw GeminiRefusal.Invalid(mimeType is "application/pdf" ? "The document has no pages." : "Unable to process input image. Please retry or report in https://developers.generativeai.google/guide/troubleshooting");
            }

            last = content;
            media.Add(mimeType is "application/pdf" ? "pdf" : "image");
            tokens += GeminiTokens.Of(content.Span, mimeType, shown.Count);
            var before = pages.Count;
            pages.AddRange(shown.Select(page => Show(page, before)));
        }

        if (text.Length is 0 && pages.Count is 0)
        {
            throw GeminiRefusal.Invalid("GenerateContentRequest.contents: contents is not specified");
        }

        var generation = body["generationConfig"] as JsonObject;
        var schema = generation?["responseSchema"] as JsonObject;
        return new(
            text.ToString(), pages, tokens + GeminiTokens.Of(text.ToString()), schema,
            (string?)generation?["responseMimeType"] is "application/json", (int?)generation?["maxOutputTokens"], media)
        {
            Strip = schema?["properties"]?["lines"] is null ? null : await StripEyes.ReadAsync(last, stop),
            Tier = TierOf((string?)body["service_tier"]),
            Beginning = string.Concat((body["systemInstruction"]?["parts"] as JsonArray ?? []).Select(part => (string?)part?["text"])),
        };
    }

    private static string TierOf(string? asked) => asked switch
    {
        null or "standard" => "standard",
        "flex" => "flex",
        _ => throw GeminiRefusal.Invalid($"Invalid value at 'service_tier': {asked}"),
    };

    private ShownPage Show(MarkedPage page, int before)
    {
        if (page is { Mark: { } known, Picture: { } picture })
        {
            seen.Remember(known, picture);
        }

        var part = page is { Mark: null, Picture: { } strip } ? seen.Find(strip) : null;
        var mark = page.Mark ?? part?.Mark;
        var document = mark is null ? null : library.Find(mark.DocumentKey);
        var truth = document is null ? null : PaperPress.Write(document).Pages.FirstOrDefault(written => written.Page == mark!.Page);
        return new(before + page.Position, document, mark?.Page ?? 0, truth is null || part is null ? truth : part.Of(truth));
    }

    private static IEnumerable<JsonObject> Parts(JsonObject body)
    {
        var contents = (body["contents"] as JsonArray)?.OfType<JsonObject>() ?? [];
        return new[] { body["systemInstruction"] as JsonObject }.OfType<JsonObject>().Concat(contents)
            .SelectMany(content => (content["parts"] as JsonArray)?.OfType<JsonObject>() ?? []);
    }

    private (ReadOnlyMemory<byte> Content, string MimeType) ContentOf(JsonObject part)
    {
        if (part["inlineData"] is JsonObject inline)
        {
            try
            {
                return (Convert.FromBase64String((string?)inline["data"] ?? ""), (string?)inline["mimeType"] ?? "");
            }
            catch (FormatException)
            {
                throw GeminiRefusal.Invalid("Invalid value at 'contents[0].parts[0].inline_data.data': Base64 decoding failed.");
            }
        }

        if (part["fileData"] is JsonObject file)
        {
            return files.Open((string?)file["fileUri"] ?? "");
        }

        throw GeminiRefusal.Invalid("Invalid value at 'contents[0].parts[0]': required oneof field 'data' must have one initialized field");
    }
}
