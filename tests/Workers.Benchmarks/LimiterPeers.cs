using Simulators.Servers;

namespace Workers.Benchmarks;

/// <summary>What other limiters do on a private Redis, beside the figures of the limiter's own benchmark.</summary>
internal static class LimiterPeers
{
    public static async Task RunAsync(Report report, BenchmarkOptions options)
    {
        await using var redis = await RedisServer.StartAsync();
        await Peers.RunAsync(report, options, "limiter", new() { ["REDIS_URL"] = redis.Url });
    }
}
