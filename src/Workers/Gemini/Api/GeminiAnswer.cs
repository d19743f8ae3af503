using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workers.Gemini.Prices;
using Workers.Hosting.Http;

namespace Workers.Gemini.Api;

/// <summary>Reads the answer of <c>generateContent</c>. Pure.</summary>
internal static class GeminiAnswer
{
    private const string TierKey = "workers.tier";

    /// <returns>The tier that an answer was given at.</returns>
    public static ServiceTier TierOf(ChatResponse response) =>
        response.AdditionalProperties?.TryGetValue(TierKey, out ServiceTier tier) is true ? tier : ServiceTier.Standard;

    /// <param name="model">That was asked.</param>
    /// <param name="tier">That it was answered at; it is kept with the answer.</param>
    /// <exception cref="GeminiException">The prompt was blocked, or the answer holds no candidate that can be read.</exception>
    public static ChatResponse Read(ForeignBody body, string model, ServiceTier tier)
    {
        var answer = body.Object;
        var usage = Usage(ForeignBody.Member(answer, "usageMetadata"));
        if (ForeignBody.Member(answer, "candidates") is not { ValueKind: JsonValueKind.Array } candidates
            || candidates.EnumerateArray().FirstOrDefault() is not { ValueKind: JsonValueKind.Object } candidate)
        {
            throw NoCandidate(answer, usage);
        }

        var text = TextOf(candidate)
            ?? throw new GeminiException(GeminiFailure.Unavailable, "Gemini's answer holds a candidate that is no text.") { InputTokens = usage.InputTokenCount, CachedTokens = usage.CachedInputTokenCount, OutputTokens = usage.OutputTokenCount };
        return new(new ChatMessage(ChatRole.Assistant, text))
        {
            ModelId = GeminiJson.Word(answer, "modelVersion") ?? model,
            ResponseId = GeminiJson.Word(answer, "responseId"),
            FinishReason = Finish(GeminiJson.Word(candidate, "finishReason")),
            Usage = usage,
            AdditionalProperties = new() { [TierKey] = tier },
        };
    }

    /// <summary>The number that <c>countTokens</c> answers.</summary>
    public static long? CountedTokens(ForeignBody answer) => GeminiJson.Count(answer.Object, "totalTokens");

    private static GeminiException NoCandidate(JsonElement? answer, UsageDetails usage) =>
        GeminiJson.Word(ForeignBody.Member(answer, "promptFeedback"), "blockReason") is { } reason
            ? new(GeminiFailure.Blocked, $"Gemini refused the prompt: {ForeignBody.Show(reason)}.") { InputTokens = usage.InputTokenCount, CachedTokens = usage.CachedInputTokenCount, OutputTokens = usage.OutputTokenCount }
            : new(GeminiFailure.Unavailable, "Gemini's answer holds no candidate.") { InputTokens = usage.InputTokenCount, CachedTokens = usage.CachedInputTokenCount, OutputTokens = usage.OutputTokenCount };

    /// <summary>The text without the model's thoughts; empty where the model wrote none, null where it cannot be read.</summary>
    private static string? TextOf(JsonElement candidate)
    {
        var content = ForeignBody.Member(candidate, "content");
        if (content is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) }
            || ForeignBody.Member(content, "parts") is { ValueKind: not (JsonValueKind.Array or JsonValueKind.Null) })
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var part in GeminiJson.Objects(content, "parts").Where(part => ForeignBody.Member(part, "thought") is not { ValueKind: JsonValueKind.True }))
        {
            if (ForeignBody.Member(part, "text") is not { ValueKind: JsonValueKind.String })
            {
                continue;
            }

            if (ForeignBody.Text(part, "text") is not { } said)
            {
                return null;
            }

            text.Append(said);
        }

        return text.ToString();
    }

    private static ChatFinishReason? Finish(string? word) => word switch
    {
        null => null,
        "STOP" => ChatFinishReason.Stop,
        "MAX_TOKENS" => ChatFinishReason.Length,
        "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "IMAGE_SAFETY" or "IMAGE_RECITATION" or "IMAGE_PROHIBITED_CONTENT" => ChatFinishReason.ContentFilter,
        _ => string.IsNullOrWhiteSpace(word) ? null : new ChatFinishReason(word.ToLowerInvariant()),
    };

    private static UsageDetails Usage(JsonElement? usage)
    {
        var thoughts = GeminiJson.Count(usage, "thoughtsTokenCount");
        var candidates = GeminiJson.Count(usage, "candidatesTokenCount");
        return new()
        {
            InputTokenCount = GeminiJson.Count(usage, "promptTokenCount"),
            OutputTokenCount = candidates is null && thoughts is null ? null : (candidates ?? 0) + (thoughts ?? 0),
            TotalTokenCount = GeminiJson.Count(usage, "totalTokenCount"),
            CachedInputTokenCount = GeminiJson.Count(usage, "cachedContentTokenCount"),
            ReasoningTokenCount = thoughts,
        };
    }
}
