using System.Diagnostics.Metrics;
using Workers.Hosting.Telemetry;

namespace Workers.Hosting.Loops;

/// <summary>What background loops count.</summary>
internal static class LoopMetrics
{
    /// <summary>All that wait for events together.</summary>
    private const string ByEvents = "(by events)";

    private static readonly Counter<long> Passes = Meters.Count(Instruments.LoopPasses);
    private static readonly Counter<long> Failures = Meters.Count(Instruments.LoopFailures);

    public static void Passed(string? loop) => Passes.Add(1, Labels.Loop.Is(loop ?? ByEvents));

    public static void Failed(string? loop) => Failures.Add(1, Labels.Loop.Is(loop ?? ByEvents));
}

/// <summary>How long ago each loop passed that has to pass within a bound.</summary>
internal sealed class LoopGauges : ObservedGauges
{
    public LoopGauges(BackgroundLoops loops)
    {
        Observe(Instruments.LoopAge, () => loops.Report().Where(loop => loop.IsPaced).Select(loop => new Measurement<double>(loop.SecondsSincePass, Labels.Loop.Is(loop.Name))));
        Observe(Instruments.LoopLate, () => loops.Report().Where(loop => loop.IsPaced).Select(loop => new Measurement<double>(loop.IsLate ? 1 : 0, Labels.Loop.Is(loop.Name))));
    }
}
