using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Workers.Hosting.Files;
using Workers.Supervisor.Rebalancing;

namespace Workers.Operations.Rebalancing;

/// <summary>A decision about the OCR pool as it was made, and as this program makes it of the same facts.</summary>
/// <param name="At">When it was made, as the log writes it.</param>
internal sealed record ReplayedDecision(string At, RebalanceDecision Decision, RebalanceState Replayed)
{
    public bool IsSame => Replayed.DecidesAs(Decision.After);
}

/// <summary>Replays the decisions about the OCR pool from a daemon's log in JSON.</summary>
internal static class DecisionLog
{
    /// <exception cref="FormatException">A decision cannot be read; the message says on which line. Those before it are given.</exception>
    public static async IAsyncEnumerable<ReplayedDecision> ReplayAsync(TextReader log, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var line = 0;
        await foreach (var text in BoundedLines.ReadAsync(log, cancellation))
        {
            line++;
            if (Read(text, line) is var (at, decision))
            {
                yield return new(at, decision, decision.Replay());
            }
        }
    }

    /// <returns>Null for every line that is not a decision.</returns>
    private static (string At, RebalanceDecision Decision)? Read(string text, int line)
    {
        if (!text.StartsWith('{') || !text.Contains($"\"{RebalanceDecision.Property}\"", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var logged = JsonDocument.Parse(text);
            var at = logged.RootElement.GetProperty("@t").GetString() ?? "";
            return (at, RebalanceDecision.Parse(logged.RootElement.GetProperty(RebalanceDecision.Property).GetString() ?? ""));
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {line}: this is no decision that can be read: {fault.Message}"), fault);
        }
    }
}
