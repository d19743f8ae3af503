using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Simulators.Servers;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Redis;

namespace Workers.Benchmarks;

/// <summary>Reserve and release pairs a second on a private Redis, beside PING on the same connection.</summary>
internal static class LedgerBenchmark
{
    private const int InFlight = 256;
    private const int Held = 8;
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(3);
    private static readonly Footprint Budget = new(1_000_000, 1_000_000);

    public static async Task RunAsync(Report report, BenchmarkOptions options)
    {
        await using var server = await RedisServer.StartAsync();
        var connection = new RedisOptions { Url = RedisAddress.Parse(server.Url), Timeout = TimeSpan.FromSeconds(10) };
        await using var redis = await RedisGateway.ConnectAsync(connection, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var keys = new RedisKeys(connection);
        var identity = new LedgerDaemonIdentity("benchmark", new("here", "here"), Budget, TimeSpan.FromSeconds(60));
        var ledger = new CapacityLedger(new(redis, keys, identity), TimeProvider.System, NullLogger<CapacityLedger>.Instance);
        await ledger.OpenAsync(CancellationToken.None);
        await redis.ExecuteAsync("HSET", [(StackExchange.Redis.RedisKey)keys.LedgerState, "opensAt", "0"], CancellationToken.None);
        for (var i = 0; i < Held; i++)
        {
            await ledger.ReserveAsync($"held-{i}", WorkerType.ActeOcr, CancellationToken.None);
        }

        List<double> pings = [], pairs = [];
        for (var round = 0; round < options.Repetitions; round++)
        {
            pings.Add(await RateAsync(_ => redis.PingAsync(CancellationToken.None)));
            pairs.Add(await RateAsync(async worker =>
            {
                if (await ledger.ReserveAsync(worker, WorkerType.ActeOcr, CancellationToken.None) is var answer and not ReserveAnswer.Granted)
                {
                    throw new InvalidOperationException($"{answer}");
                }

                await ledger.ReleaseAsync(worker, CancellationToken.None);
            }));
        }

        report.Add(new("ledger", $"reserve and release, {InFlight} in flight beside {Held} held", "pairs a second", [.. pairs], 20_000));
        report.Add(new("ledger", "PING on the same connection", "a second", [.. pings]));
        await Peers.RunAsync(report, options, "ledger", new() { ["REDIS_URL"] = server.Url });
    }

    private static async Task<double> RateAsync(Func<string, Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        var done = 0;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async worker =>
        {
            while (Stopwatch.GetElapsedTime(began) < Span)
            {
                await work($"w{worker}");
                Interlocked.Increment(ref done);
            }
        }));
        return done / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
