using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Workers.Gemini;
using Workers.Gemini.Clients;
using Workers.Gemini.Prices;

namespace Workers.Ocr.Spending;

/// <summary>What a question is expected to use: what goes in as the quota estimates it, what comes out as earlier answers of its kind had.</summary>
internal sealed class CostEstimate(TokenEstimator estimator, GeminiOptions settings)
{
    /// <summary>Before any answer: a full page of an index, with the thoughts of the model.</summary>
    private const double FirstOutput = 3000;
    private const double Follows = 0.2;

    private readonly ConcurrentDictionary<string, double> _outputs = new(StringComparer.Ordinal);

    /// <param name="pages">That are asked for.</param>
    public TokenUse Of(IReadOnlyCollection<ChatMessage> messages, ChatOptions options, CallTags tags, int pages)
    {
        var (input, _) = estimator.Estimate(tags.Kind, TokenEstimator.PlainCount(messages, options, tags.Pages));
        return new(input, 0, Math.Min((long)(pages * _outputs.GetValueOrDefault(tags.Kind, FirstOutput)), settings.MaxOutputTokens));
    }

    public void Learn(string kind, int pages, long output)
    {
        var each = (double)Math.Min(output, settings.MaxOutputTokens) / pages;
        _outputs.AddOrUpdate(kind, _ => each, (_, known) => known + ((each - known) * Follows));
    }
}
