using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Redis;

namespace Workers.Supervisor.Queue;

/// <summary>
/// Tells claimers of all daemons that a queue changed, so that a poll need not. Nobody waits for it, and what changes while one
/// message is on its way is told by the next. Losing a message costs one poll interval.
/// </summary>
internal sealed partial class QueueWake(
    RedisGateway redis, RedisKeys keys, Databases databases, BackgroundLoops loops, TimeProvider time, ILogger<QueueWake> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Dictionary<TargetEnvironment, Channel<bool>> _said = databases.Environments.ToDictionary(
        environment => environment,
        _ => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }));

    public void Say(TargetEnvironment environment)
    {
        if (databases.Serves(environment))
        {
            databases[environment].Changed.Wake();
            _said[environment].Writer.TryWrite(true);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        databases.Environments.Select(environment => loops.RunAsync($"queue changes {environment.Label()}", null, (_, stop) => TellAsync(environment, stop), stoppingToken)));

    private async Task TellAsync(TargetEnvironment environment, CancellationToken cancellation)
    {
        await using var heard = await ListenAsync(environment, cancellation);
        await foreach (var _ in _said[environment].Reader.ReadAllAsync(cancellation))
        {
            try
            {
                await redis.PublishAsync(keys.QueueChanged(environment), "", cancellation);
            }
            catch (RedisUnavailableException away)
            {
                LogUnheard(environment, away.Message);
            }
        }
    }

    private async Task<IAsyncDisposable> ListenAsync(TargetEnvironment environment, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await redis.SubscribeAsync(keys.QueueChanged(environment), _ => databases[environment].Changed.Wake(), cancellation);
            }
            catch (RedisUnavailableException away)
            {
                LogDeaf(environment, away.Message);
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Environment}: other daemons were not told of a change: {Reason}")]
    private partial void LogUnheard(TargetEnvironment environment, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Environment}: changes by other daemons are not heard yet: {Reason}")]
    private partial void LogDeaf(TargetEnvironment environment, string reason);
}
