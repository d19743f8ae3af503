using Workers.Benchmarks;

return args switch
{
    ["ledger"] => await LedgerBenchmark.RunAsync(),
    ["pages"] => await PagesBenchmark.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: Workers.Benchmarks ledger|pages");
    return 2;
}
