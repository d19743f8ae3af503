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

    private readonly RedisNews _told = new();
    private readonly RedisNews _heard = new();
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
                _told.IsNews(null);
            }
            catch (RedisFailureException failure)
            {
                if (_told.IsNews(failure))
                {
                    LogUnheard(LevelOf(failure), environment, failure.Message);
                }
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
            catch (RedisFailureException failure)
            {
                if (_heard.IsNews(failure))
                {
                    LogDeaf(LevelOf(failure), environment, failure.Message);
                }

                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    /// <summary>An outage is told by who watches over the connection.</summary>
    private LogLevel LevelOf(RedisFailureException failure) => failure is RedisRefusedException || redis.IsConnected ? LogLevel.Warning : LogLevel.Debug;

    [LoggerMessage(Message = "{Environment}: other daemons were not told of a change and find it when they poll: {Reason}")]
    private partial void LogUnheard(LogLevel level, TargetEnvironment environment, string reason);

    [LoggerMessage(Message = "{Environment}: changes by other daemons are not heard, only found by polling: {Reason}")]
    private partial void LogDeaf(LogLevel level, TargetEnvironment environment, string reason);
}
