using System.Diagnostics;
using Simulators.Gemini;

namespace Workers.Benchmarks.Limiter;

/// <summary>How long it takes to be back at full speed: after a hidden quota is lifted, an outage ends, or one 429 stopped everyone.</summary>
internal static class LimiterRecovery
{
    private const double MostSeconds = 8;
    private static readonly TimeSpan Given = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan InFlight = TimeSpan.FromMilliseconds(700);

    public static async Task<IReadOnlyList<LimiterFigure>> MeasureAsync(LimiterScenario scenario, GeminiSimulator server)
    {
        if (scenario.HiddenRpm is not null)
        {
            server.Quota.Configure(new() { ["rpm"] = scenario.Rpm });
            // How soon a lifted quota is found depends on how long ago it was last felt for: the less often, the fewer 429s.
            return [LimiterFigure.Report(scenario.Name, "speed of the lifted quota", await RecoverAsync(scenario, server.Quota), "s")];
        }

        if (scenario.Outage > TimeSpan.Zero)
        {
            server.Quota.Configure(new() { ["rpm"] = 0 });
            await Task.Delay(scenario.Outage, CancellationToken.None);
            server.Quota.Configure(new() { ["rpm"] = scenario.Rpm });
            return [Back(scenario, await RecoverAsync(scenario, server.Quota))];
        }

        if (scenario.Stops == TimeSpan.Zero)
        {
            return [];
        }

        server.Quota.Configure(new() { ["tellsRetry"] = true });
        server.Faults.Add(new(GeminiFaultKind.RateLimited, Times: 1, Milliseconds: (int)scenario.Stops.TotalMilliseconds));
        var refused = await UntilAsync(() => server.Faults.All.Count is 0);
        await Task.Delay(InFlight, CancellationToken.None);
        var before = (long)server.Quota.Report()["calls"]!;
        await Task.Delay(scenario.Stops - InFlight - TimeSpan.FromMilliseconds(300), CancellationToken.None);
        var during = (long)server.Quota.Report()["calls"]! - before;
        await Task.Delay(scenario.Stops - Stopwatch.GetElapsedTime(refused) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero, CancellationToken.None);
        return [LimiterFigure.AtMost(scenario.Name, "sent while stopped", during, "", 0), Back(scenario, await RecoverAsync(scenario, server.Quota))];
    }

    private static LimiterFigure Back(LimiterScenario scenario, double seconds) =>
        LimiterFigure.AtMost(scenario.Name, "back to speed", seconds, "s", MostSeconds);

    private static async Task<long> UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(20, CancellationToken.None);
        }

        return Stopwatch.GetTimestamp();
    }

    /// <returns>Seconds until eight seconds begin at 90 % of the limit (a burst cannot pass for that); the whole time given when they never do.</returns>
    private static async Task<double> RecoverAsync(LimiterScenario scenario, GeminiQuota quota)
    {
        var started = Stopwatch.GetTimestamp();
        var seen = new Queue<(double At, long Accepted)>();
        while (Stopwatch.GetElapsedTime(started) < Given)
        {
            var now = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var accepted = (long)quota.Report()["accepted"]!;
            seen.Enqueue((now, accepted));
            while (seen.Peek().At < now - 8)
            {
                seen.Dequeue();
            }

            var (first, count) = seen.Peek();
            if (now - first > 7.7 && (accepted - count) / (now - first) >= 0.9 * scenario.Rpm / 60)
            {
                return first;
            }

            await Task.Delay(100, CancellationToken.None);
        }

        return Given.TotalSeconds;
    }
}
