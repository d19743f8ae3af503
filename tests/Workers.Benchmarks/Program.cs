using Workers.Benchmarks;
using Workers.Benchmarks.Limiter;

return args switch
{
    ["ledger"] => await LedgerBenchmark.RunAsync(),
    ["limiter"] => await LimiterBenchmark.RunAsync(),
    ["pages"] => await PagesBenchmark.RunAsync(),
    ["legibility"] => await LegibilityBenchmark.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: Workers.Benchmarks ledger|limiter|pages|legibility");
    return 2;
}
