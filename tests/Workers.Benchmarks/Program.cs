using System.Globalization;
using Workers.Benchmarks;
using Workers.Benchmarks.Limiter;
using Workers.Benchmarks.Rebalance;

return args switch
{
    ["ledger"] => await LedgerBenchmark.RunAsync(),
    ["limiter", .. var seconds] => seconds is [var length] ? await LimiterBenchmark.RunAsync(TimeSpan.FromSeconds(int.Parse(length, CultureInfo.InvariantCulture))) : await LimiterBenchmark.RunAsync(),
    ["pages"] => await PagesBenchmark.RunAsync(),
    ["legibility"] => await LegibilityBenchmark.RunAsync(),
    ["rebalance"] => RebalanceBenchmark.Run(),
    ["queue", .. var count] => await QueueBenchmark.RunAsync(count is [var documents] ? int.Parse(documents, CultureInfo.InvariantCulture) : 20_000),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: Workers.Benchmarks ledger|limiter [seconds]|pages|legibility|rebalance|queue [documents]");
    return 2;
}
