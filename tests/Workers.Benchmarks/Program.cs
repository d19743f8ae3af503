using Workers.Benchmarks;
using Workers.Benchmarks.Limiter;

return args switch
{
    ["ledger"] => await LedgerBenchmark.RunAsync(),
    ["limiter"] => await LimiterBenchmark.RunAsync(),
    ["pages"] => await PagesBenchmark.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: Workers.Benchmarks ledger|limiter|pages");
    return 2;
}
