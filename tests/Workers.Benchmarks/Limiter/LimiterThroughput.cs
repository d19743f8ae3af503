using System.Diagnostics;
using Workers.Gemini;
using Workers.Gemini.Quota;
using Workers.Redis;

namespace Workers.Benchmarks.Limiter;

/// <summary>Reservations a second when the limits are out of reach.</summary>
internal static class LimiterThroughput
{
    private const int Batch = 64;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);
    private static readonly GeminiOptions Boundless = new()
    {
        ApiKey = "benchmark",
        MaxRequestsPerMinute = 10_000_000,
        MaxTokensPerMinute = 10_000_000_000,
        QuotaWait = TimeSpan.FromHours(1),
    };

    /// <summary>PINGs a second, several in flight: what this machine gives at this moment.</summary>
    public static async Task<double> PingsAsync(string redisUrl)
    {
        await using var redis = await LimiterNode.ConnectAsync(redisUrl, "");
        var (answered, started) = (0L, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < Length)
            {
                await redis.PingAsync(CancellationToken.None);
                Interlocked.Increment(ref answered);
            }
        })));
        return answered / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>The script alone: whole batches, several in flight, nothing settled.</summary>
    public static async Task<double> ScriptsAsync(string redisUrl)
    {
        await using var redis = await LimiterNode.ConnectAsync(redisUrl, "bench-scripts:");
        var keys = new RedisKeys("bench-scripts:", null);
        var store = new LimiterStore(redis, keys, Boundless, new LimiterScripts(), TimeProvider.System);
        await redis.ExecuteAsync("HSET", [(StackExchange.Redis.RedisKey)keys.GeminiLimiter, "epoch", 1], CancellationToken.None);
        await store.TickAsync("one", "", 0, leave: false, [], CancellationToken.None);
        var (granted, next, started) = (0L, 0L, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < Length)
            {
                var waiters = Enumerable.Range(0, Batch).Select(_ => new Waiter($"{Interlocked.Increment(ref next)}", new(1, 0), 0, TimeSpan.Zero)).ToList();
                var answer = await store.ReserveAsync("one", "", waiters, TimeSpan.Zero, CancellationToken.None);
                Interlocked.Add(ref granted, answer.Admitted.Count);
            }
        })));
        return granted / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>The whole limiter: acquire and settle, many consumers of several processes.</summary>
    public static async Task<double> LeasesAsync(string redisUrl)
    {
        var nodes = new List<LimiterNode>();
        for (var i = 0; i < LimiterScenario.Processes; i++)
        {
            nodes.Add(await LimiterNode.StartAsync(redisUrl, "bench-leases:", Boundless));
        }

        await Task.WhenAll(nodes.Select(async node =>
        {
            using var first = await node.Limiter.AcquireAsync(new(1, 0), CancellationToken.None);
        }));
        var (granted, started) = (0L, Stopwatch.GetTimestamp());
        await Task.WhenAll(nodes.SelectMany(node => Enumerable.Range(0, 256).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < Length)
            {
                using var lease = await node.Limiter.AcquireAsync(new(1, 0), CancellationToken.None);
                await lease.SettleAsync(1);
                Interlocked.Increment(ref granted);
            }
        }))));
        var rate = granted / Stopwatch.GetElapsedTime(started).TotalSeconds;
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        return rate;
    }
}
