using System.Globalization;
using StackExchange.Redis;
using Workers.Redis;
using Workers.Steering;

namespace Workers.Gemini.Quota;

/// <summary>The limiter's scripts as typed calls of one process.</summary>
/// <exception cref="RedisFailureException">Redis gave no answer, or refused; every call may be repeated.</exception>
internal sealed class LimiterStore(RedisGateway redis, RedisKeys keys, Steered<GeminiOptions> settings, LimiterScripts scripts, TimeProvider time)
{
    private readonly string[] _keys =
    [
        keys.GeminiLimiter, keys.GeminiRing, keys.GeminiCalls, keys.GeminiCallOrder, keys.GeminiProcesses, keys.GeminiRpm, keys.GeminiTpm, keys.GeminiRpd,
    ];

    public async Task<QuotaAnswer> ReserveAsync(string process, string epoch, IReadOnlyList<Waiter> waiters, TimeSpan now, CancellationToken cancellation)
    {
        var arguments = Begin(process, epoch, 5 * waiters.Count);
        foreach (var waiter in waiters)
        {
            arguments.Add(waiter.Id);
            arguments.Add(waiter.Request.Tokens);
            arguments.Add(waiter.Request.Sigma);
            arguments.Add((long)(now - waiter.Since).TotalMilliseconds);
            arguments.Add(waiter.Head);
        }

        var reply = await EvaluateAsync(scripts.Reserve, arguments, cancellation);
        return LimiterAnswers.Quota(reply);
    }

    /// <param name="calls">Ids with the input tokens used; -1 for a call that was never sent.</param>
    public Task SettleAsync(string process, string epoch, IReadOnlyCollection<(string Id, long Used)> calls, CancellationToken cancellation)
    {
        var arguments = Begin(process, epoch, 2 * calls.Count);
        foreach (var (id, used) in calls)
        {
            arguments.Add(id);
            arguments.Add(used);
        }

        return EvaluateAsync(scripts.Settle, arguments, cancellation);
    }

    /// <param name="sends">Calls that went out later than their grants allow for, with what they reserved and how long ago that was.</param>
    public Task CountLateAsync(string process, string epoch, IReadOnlyCollection<(string Id, long Tokens, TimeSpan Age)> sends, CancellationToken cancellation)
    {
        var arguments = Begin(process, epoch, 3 * sends.Count);
        foreach (var (id, tokens, age) in sends)
        {
            arguments.AddRange([id, tokens, (long)age.TotalMilliseconds]);
        }

        return EvaluateAsync(scripts.Late, arguments, cancellation);
    }

    /// <param name="asked">What the API asked to wait; zero when it did not say.</param>
    /// <param name="daily">Whether the API named a daily quota as used up.</param>
    /// <returns>How long everything stands still.</returns>
    public async Task<TimeSpan> FreezeAsync(string process, string epoch, TimeSpan asked, bool daily, long requestQuota, long tokenQuota, CancellationToken cancellation)
    {
        var arguments = Begin(process, epoch, 5);
        arguments.AddRange([(long)asked.TotalMilliseconds, daily ? 1 : 0, requestQuota, tokenQuota, FreezeChannel]);
        var reply = await EvaluateAsync(scripts.Freeze, arguments, cancellation);
        return LimiterAnswers.Wait(reply, 1);
    }

    public async Task<TickAnswer> TickAsync(string process, string epoch, double share, bool leave, IReadOnlyCollection<string> dead, CancellationToken cancellation)
    {
        var arguments = Begin(process, epoch, 2 + dead.Count);
        arguments.Add(share.ToString("F6", CultureInfo.InvariantCulture));
        arguments.Add(leave ? "leave" : "join");
        arguments.AddRange(dead.Select(other => (RedisValue)other));
        var reply = await EvaluateAsync(scripts.Tick, arguments, cancellation);
        return LimiterAnswers.Tick(reply);
    }

    /// <param name="today">Requests of the Pacific day that Redis does not know of.</param>
    /// <param name="sends">Age of each slot, its requests and tokens.</param>
    public Task RegisterAsync(string process, string epoch, string operation, long today, IEnumerable<(TimeSpan Age, int Requests, long Tokens)> sends, CancellationToken cancellation)
    {
        var arguments = Begin(process, epoch, 0);
        arguments.AddRange([operation, today]);
        foreach (var (age, requests, tokens) in sends)
        {
            arguments.AddRange([(long)age.TotalMilliseconds, requests, tokens]);
        }

        return EvaluateAsync(scripts.Register, arguments, cancellation);
    }

    /// <summary>Puts an operator's order in the place of the one before; all null takes it back.</summary>
    /// <returns>Requests and input tokens a minute and requests a day (null: any) in force.</returns>
    public async Task<(long Requests, long Tokens, long? Day)> OrderAsync(string process, LimitOrder order, CancellationToken cancellation)
    {
        var arguments = Begin(process, "", 4);
        arguments.AddRange([order.RequestsPerMinute ?? 0, order.TokensPerMinute ?? 0, order.RequestsPerDay ?? 0, (long)(order.Lasts ?? TimeSpan.Zero).TotalMilliseconds]);
        var reply = await EvaluateAsync(scripts.Limit, arguments, cancellation);
        return ((long)reply.Number(0), (long)reply.Number(1), reply.Number(2) is > 0 and var day ? (long)day : null);
    }

    /// <summary>Calls <paramref name="onFreeze"/> whenever any process met a 429.</summary>
    public Task<IAsyncDisposable> SubscribeAsync(Action onFreeze, CancellationToken cancellation) =>
        redis.SubscribeAsync(FreezeChannel, _ => onFreeze(), cancellation);

    private string FreezeChannel => keys.GeminiFreeze;

    private List<RedisValue> Begin(string process, string epoch, int more)
    {
        var (day, options) = (PacificDay.At(time.GetUtcNow()), settings.Current);
        return new(7 + more)
        {
            process, epoch, options.MaxRequestsPerMinute, options.MaxTokensPerMinute, options.MaxRequestsPerDay ?? 0,
            (long)day.Offset.TotalMilliseconds, (long)day.OffsetAtReset.TotalMilliseconds,
        };
    }

    private async Task<RedisReply> EvaluateAsync(RedisScript script, List<RedisValue> arguments, CancellationToken cancellation) =>
        RedisReply.Of(script.Name, await redis.EvaluateAsync(script, _keys, arguments, cancellation));
}
