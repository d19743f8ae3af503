using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Workers.Gemini.Api;

/// <summary>Reads the answer of <c>generateContent</c>. Pure.</summary>
internal static class GeminiAnswer
{
    /// <exception cref="GeminiException">The prompt was blocked, or the answer holds no candidate.</exception>
    public static ChatResponse Read(JsonObject answer, string model)
    {
        var usage = Usage(answer["usageMetadata"] as JsonObject);
        if (answer["candidates"] is not JsonArray { Count: > 0 } candidates || candidates[0] is not JsonObject candidate)
        {
            throw NoCandidate(answer, usage);
        }

        return new(new ChatMessage(ChatRole.Assistant, TextOf(candidate)))
        {
            ModelId = Word(answer["modelVersion"]) ?? model,
            ResponseId = Word(answer["responseId"]),
            FinishReason = Finish(Word(candidate["finishReason"])),
            Usage = usage,
        };
    }

    /// <summary>The number that <c>countTokens</c> answers.</summary>
    public static long? CountedTokens(JsonObject answer) => Number(answer["totalTokens"]);

    private static GeminiException NoCandidate(JsonObject answer, UsageDetails usage) =>
        Word(answer["promptFeedback"]?["blockReason"]) is { } reason
            ? new(GeminiFailure.Blocked, $"Gemini refused the prompt: {reason}.") { InputTokens = usage.InputTokenCount }
            : new(GeminiFailure.Unavailable, "Gemini's answer holds no candidate.") { InputTokens = usage.InputTokenCount };

    /// <summary>The text without the model's thoughts.</summary>
    private static string TextOf(JsonObject candidate)
    {
        var text = new StringBuilder();
        foreach (var part in (candidate["content"]?["parts"] as JsonArray)?.OfType<JsonObject>() ?? [])
        {
            if (part["thought"] is not JsonValue thought || !thought.TryGetValue<bool>(out var isThought) || !isThought)
            {
                text.Append(Word(part["text"]));
            }
        }

        return text.ToString();
    }

    private static ChatFinishReason? Finish(string? word) => word switch
    {
        null => null,
        "STOP" => ChatFinishReason.Stop,
        "MAX_TOKENS" => ChatFinishReason.Length,
        "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "IMAGE_SAFETY" => ChatFinishReason.ContentFilter,
        _ => new ChatFinishReason(word.ToLowerInvariant()),
    };

    private static UsageDetails Usage(JsonObject? usage)
    {
        var thoughts = Number(usage?["thoughtsTokenCount"]);
        var candidates = Number(usage?["candidatesTokenCount"]);
        return new()
        {
            InputTokenCount = Number(usage?["promptTokenCount"]),
            OutputTokenCount = candidates is null && thoughts is null ? null : (candidates ?? 0) + (thoughts ?? 0),
            TotalTokenCount = Number(usage?["totalTokenCount"]),
            CachedInputTokenCount = Number(usage?["cachedContentTokenCount"]),
            ReasoningTokenCount = thoughts,
        };
    }

    private static long? Number(JsonNode? node) =>
        long.TryParse(Word(node), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Word(JsonNode? node) => node is JsonValue value ? value.ToString() : null;
}
