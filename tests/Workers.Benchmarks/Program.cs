using System.Globalization;
using System.Runtime.InteropServices;
using Workers.Benchmarks;
using Workers.Benchmarks.Accuracy;
using Workers.Benchmarks.Daemon;
using Workers.Benchmarks.Limiter;
using Workers.Benchmarks.Pipeline;
using Workers.Benchmarks.Purchases;
using Workers.Benchmarks.Queue;
using Workers.Benchmarks.Rebalance;
using Workers.Benchmarks.Web;

const string Synopsis =
    """
    Usage: Workers.Benchmarks all|queue|ledger|daemon|recovery|purchases|pipeline|web|limiter-peers [--quick] [--no-peers] [--repetitions N] [--documents N] [--program FILE] [--out DIR]
           Workers.Benchmarks limiter [seconds]|pages|witnesses|legibility|rebalance
           Workers.Benchmarks accuracy [--quick] [--printed N] [--scanned N] [--seed N] [--template NAME] [--looks LIST] [--list] [--real] [--keep DIR] [--out FILE]
    """;

// The simulators' hosts would keep these signals for themselves. Private servers end with this process.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Environment.Exit(130));
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(143));

if (args is not [var suite, .. var rest])
{
    return Usage("Which benchmark?");
}

switch (suite)
{
    case "--help":
        Console.WriteLine(Synopsis);
        return 0;
    case "limiter":
        return rest is [var length]
            ? await LimiterBenchmark.RunAsync(TimeSpan.FromSeconds(int.Parse(length, CultureInfo.InvariantCulture)))
            : await LimiterBenchmark.RunAsync();
    case "pages":
        return await PagesBenchmark.RunAsync();
    case "witnesses":
        return await WitnessesBenchmark.RunAsync();
    case "legibility":
        return await LegibilityBenchmark.RunAsync();
    case "rebalance":
        return RebalanceBenchmark.Run();
    case BareHost.Verb:
        await BareHost.RunAsync(Environment.GetEnvironmentVariable("METRICS_LISTEN")!, rest);
        return 0;
    case "accuracy":
        return await AccuracyCommand.RunAsync(rest, Environment.GetEnvironmentVariable(AccuracyCommand.ApiKey));
}

var suites = new (string Name, Func<Report, BenchmarkOptions, Task> RunAsync)[]
{
    ("queue", QueueBenchmark.RunAsync),
    ("ledger", LedgerBenchmark.RunAsync),
    ("daemon", DaemonBenchmark.RunAsync),
    ("recovery", RecoveryBenchmark.RunAsync),
    ("purchases", PurchasesBenchmark.RunAsync),
    ("pipeline", PipelineBenchmark.RunAsync),
    ("web", WebBenchmark.RunAsync),
    ("limiter-peers", LimiterPeers.RunAsync),
};
var chosen = suites.Where(known => suite == "all" || suite == known.Name).ToList();
if (chosen.Count == 0)
{
    return Usage($"There is no benchmark {suite}.");
}

BenchmarkOptions options;
try
{
    options = BenchmarkOptions.Parse(rest);
}
catch (FormatException wrong)
{
    return Usage(wrong.Message);
}

var report = new Report($"Workers.Benchmarks {string.Join(' ', args)}");
foreach (var (name, runAsync) in chosen)
{
    Console.WriteLine(name);
    try
    {
        await runAsync(report, options);
    }
    catch (Exception late) when (late is OperationCanceledException or TimeoutException)
    {
        report.Miss($"{name}: what it waited for did not come in time: {late.Message}");
    }
}

if (suite == "all")
{
    await ToldSuites.RunAsync(report, options.Out, "limiter", "pages", "witnesses", "legibility", "rebalance");
}

await report.WriteAsync(options.Out);
return report.Figures.Any(figure => figure.Clears == false) ? 1 : 0;

static int Usage(string fault)
{
    Console.Error.WriteLine(fault);
    Console.Error.WriteLine(Synopsis);
    return 2;
}
