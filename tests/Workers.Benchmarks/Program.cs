using Workers.Benchmarks;

return args switch
{
    ["pages"] => await PagesBenchmark.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: Workers.Benchmarks pages");
    return 2;
}
