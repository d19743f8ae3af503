using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Simulators.Gemini;

/// <summary>One answer as its maker would bill it.</summary>
/// <param name="Input">All tokens sent, the cached ones among them.</param>
internal sealed record BilledAnswer(string Model, string Tier, long Input, long Cached, long Output);

/// <summary>What the simulated API would charge for: every answer that left it, with the part of its prompt that it had seen before.</summary>
internal sealed class GeminiBill
{
    private readonly ConcurrentQueue<BilledAnswer> _answers = new();
    private readonly ConcurrentDictionary<(string Model, string Beginning), bool> _seen = new();

    public IReadOnlyList<BilledAnswer> Answers => [.. _answers];

    /// <summary>Writes an answer down, and how much of its prompt was cached into it.</summary>
    public void Charge(GeminiPrompt prompt, string model, JsonObject answer)
    {
        if (answer["usageMetadata"] is not JsonObject usage)
        {
            return;
        }

        var cached = prompt.Beginning.Length > 0 && !_seen.TryAdd((model, prompt.Beginning), true) ? GeminiTokens.Of(prompt.Beginning) : 0;
        if (cached > 0)
        {
            usage["cachedContentTokenCount"] = cached;
        }

        _answers.Enqueue(new(model, prompt.Tier, prompt.Tokens, cached, (long?)usage["candidatesTokenCount"] ?? 0));
    }
}
