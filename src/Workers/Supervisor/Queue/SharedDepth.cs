using Microsoft.Extensions.Logging;
using Workers.Hosting.Environments;
using Workers.Redis;

namespace Workers.Supervisor.Queue;

/// <summary>One reading of a queue's depth for all daemons: who looks first reads, the others take what it leaves in Redis. Without Redis each reads for itself.</summary>
internal sealed partial class SharedDepth(RedisGateway redis, RedisKeys keys, TimeProvider time, ILogger<SharedDepth> logger)
{
    private static readonly RedisScript TakeScript = RedisScript.Load("Supervisor/Queue/Lua/take.lua");
    private static readonly RedisScript GiveScript = RedisScript.Load("Supervisor/Queue/Lua/give.lua");
    private static readonly TimeSpan MostWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = QueueWatch.Bound;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenAsks = TimeSpan.FromMilliseconds(5);

    private readonly RedisNews _news = new();

    /// <param name="environment">Whose queue.</param>
    /// <param name="database">Which database that is to this daemon.</param>
    /// <param name="disk">Of the asking daemon.</param>
    /// <param name="mostAge">How old a reading may be, asked anew before each question.</param>
    /// <param name="read">Asks the database.</param>
    /// <returns>A reading, and how long ago it began; zero for one's own.</returns>
    public async Task<(SharedReading Reading, TimeSpan Age)> ReadAsync(
        TargetEnvironment environment, string database, string disk, Func<TimeSpan> mostAge, Func<CancellationToken, Task<SharedReading>> read, CancellationToken cancellation)
    {
        var key = keys.QueueDepth(environment, database);
        var look = Guid.NewGuid().ToString("N");
        var asked = time.GetTimestamp();
        string? began = null;
        try
        {
            while (began is null)
            {
                var wait = time.GetElapsedTime(asked) < MostWait ? MostWait : TimeSpan.Zero;
                var answer = RedisReply.Of(TakeScript.Name, await redis.EvaluateAsync(
                    TakeScript, [key], [look, Microseconds(mostAge()), Microseconds(wait), Microseconds(Longest), Milliseconds(Kept)], cancellation));
                switch (answer.Text(0))
                {
                    case "given" when SharedReading.Read(answer.Text(2)) is { } given && given.Queue.Environment == environment && given.IsFor(disk):
                        _news.IsNews(null);
                        return (given, answer.Milliseconds(1));
                    case "given":
                        // What waits for another's disk is not for this daemon to count.
                        return (await read(cancellation), TimeSpan.Zero);
                    case "wait":
                        await Task.Delay(BetweenAsks, time, cancellation);
                        break;
                    default:
                        began = answer.Text(1);
                        break;
                }
            }
        }
        catch (RedisFailureException failure)
        {
            Say(failure);
            return (await read(cancellation), TimeSpan.Zero);
        }

        SharedReading? reading = null;
        try
        {
            reading = await read(cancellation);
            return (reading, TimeSpan.Zero);
        }
        finally
        {
            await GiveAsync(key, look, began, reading, cancellation);
        }
    }

    private async Task GiveAsync(string key, string look, string began, SharedReading? reading, CancellationToken cancellation)
    {
        try
        {
            await redis.EvaluateAsync(GiveScript, [key], [look, reading?.Write() ?? "", Milliseconds(Kept), began], cancellation);
            _news.IsNews(null);
        }
        catch (RedisFailureException failure)
        {
            Say(failure);
        }
    }

    private void Say(RedisFailureException failure)
    {
        if (_news.IsNews(failure))
        {
            LogAlone(failure is RedisRefusedException ? LogLevel.Warning : LogLevel.Debug, failure.Message);
        }
    }

    private static long Microseconds(TimeSpan span) => (long)span.TotalMicroseconds;

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;

    [LoggerMessage(Message = "How full the queues are is not shared with other daemons, each asks the database for itself: {Reason}")]
    private partial void LogAlone(LogLevel level, string reason);
}
