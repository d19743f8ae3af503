using System.Globalization;
using Workers.Ocr.Spending;

namespace Workers.Cli;

/// <summary>What reading a document cost, as lines for an operator (pure).</summary>
internal static class ReadingSpendText
{
    public static IEnumerable<string> LinesOf(ReadingSpend? spend)
    {
        if (spend is null)
        {
            yield break;
        }

        var doubt = spend.DoubtfulUsd > 0 ? string.Create(CultureInfo.InvariantCulture, $", of them {spend.DoubtfulUsd:0.0000} not settled") : "";
        yield return string.Create(CultureInfo.InvariantCulture, $"reading: {spend.Calls} questions for {spend.Usd:0.0000} USD{doubt} (expected {spend.EstimatedUsd:0.0000})");
        foreach (var group in spend.Groups)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"  {group.Model}, {group.Tier}: {group.Calls} questions, {group.InputTokens} tokens in ({group.CachedTokens} cached), {group.OutputTokens} out, {group.Usd:0.0000} USD");
        }
    }
}
