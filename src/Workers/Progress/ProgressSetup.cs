using Microsoft.Extensions.DependencyInjection;
using Workers.Database;
using Workers.Jobs;
using Workers.Redis;

namespace Workers.Progress;

internal static class ProgressSetup
{
    /// <summary>Progress goes to the row (fenced by the claim) and, for those who watch, to a Redis channel and to a stream of each document.</summary>
    public static IServiceCollection AddProgress(this IServiceCollection services) => services
        .AddSingleton(provider => ToStore(provider.GetRequiredService<Databases>()))
        .AddSingleton(provider => ToWatchers(provider.GetRequiredService<RedisGateway>(), provider.GetRequiredService<RedisKeys>()))
        .AddSingleton(provider => ToHistory(provider.GetRequiredService<RedisGateway>(), provider.GetRequiredService<RedisKeys>()))
        .AddSingleton<ProgressPublisher>()
        .AddHostedService(provider => provider.GetRequiredService<ProgressPublisher>());

    internal static ProgressSink ToStore(Databases databases) => (mark, cancellation) =>
        new JobStore(databases[mark.Environment]).ReportProgressAsync(mark.Claim, mark.Stage, mark.Percent, cancellation);

    internal static ProgressSink ToHistory(RedisGateway redis, RedisKeys keys) => new ProgressHistory(redis, keys).AppendAsync;

    internal static ProgressSink ToWatchers(RedisGateway redis, RedisKeys keys) => (mark, cancellation) =>
        redis.PublishAsync(keys.ProgressMarks, mark.ToJson(), cancellation);
}
