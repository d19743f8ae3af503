using System.Globalization;

namespace Workers.Benchmarks.Rebalance;

/// <summary>One rule on one trace, averaged over several draws of it. Waits in seconds, idle in worker-seconds.</summary>
/// <param name="P95">Of the kind that fares worse.</param>
/// <param name="Worst">Of both kinds.</param>
/// <param name="MinorityWorst">Of the kind of which few come.</param>
internal sealed record RebalanceRow(
    string Trace, string Rule, double IndexP95, double ActeP95, double P95, double Mean, double Worst, double MinorityWorst,
    double ModeChanges, double Flaps, double Idle, double BelowFloor, double Makespan);

/// <summary>Every rule on every trace. The time is simulated: the figures do not depend on the machine.</summary>
internal static class RebalanceBenchmark
{
    public const int Draws = 10;

    private static readonly Func<SplitRule>[] Rules =
        [() => new OurRule(), () => new CountRule(), () => new HorizonRule(bySize: false), () => new HorizonRule(bySize: true)];

    public static IReadOnlyList<RebalanceRow> Rows(int draws) =>
    [
        .. from seed in Enumerable.Range(1, draws)
           from trace in Traces.All(seed)
           from rule in Rules
           group TraceRun.Play(trace, rule()) by (trace.Name, Rule: rule().Name) into runs
           select Average(runs.Key.Name, runs.Key.Rule, [.. runs]),
    ];

    public static int Run()
    {
        Console.WriteLine("Waits in seconds from available to claimed (p95 and worst of the kind that fares worse); changes: workers that changed kind;");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"flaps: splits that turned back within five minutes; idle: worker-seconds without a document while one waited. Means of {Draws} draws, simulated time."));
        foreach (var trace in Rows(Draws).GroupBy(row => row.Trace))
        {
            Console.WriteLine();
            Console.WriteLine($"{trace.Key,-20} index p95  acte p95    p95   mean  worst  minority worst  changes  flaps   idle  below floor  makespan");
            foreach (var row in trace)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {row.Rule,-18} {row.IndexP95,9:0} {row.ActeP95,9:0} {row.P95,6:0} {row.Mean,6:0} {row.Worst,6:0} {row.MinorityWorst,15:0} {row.ModeChanges,8:0} {row.Flaps,6:0.0} {row.Idle,6:0} {row.BelowFloor,12:0} {row.Makespan,9:0}"));
            }
        }

        return 0;
    }

    private static RebalanceRow Average(string trace, string rule, IReadOnlyList<TraceFigures> runs) => new(
        trace, rule, runs.Average(run => run.Index.P95), runs.Average(run => run.Acte.P95), runs.Average(run => run.WorseP95), runs.Average(run => run.All.Mean),
        runs.Average(run => Math.Max(run.Index.Worst, run.Acte.Worst)), runs.Average(run => run.MinorityWorst),
        runs.Average(run => run.ModeChanges), runs.Average(run => run.Flaps), runs.Average(run => run.IdleWaste), runs.Average(run => run.FloorSeconds), runs.Average(run => run.Makespan));
}
