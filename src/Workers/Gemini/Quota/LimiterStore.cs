using System.Globalization;
using StackExchange.Redis;
using Workers.Redis;

namespace Workers.Gemini.Quota;

/// <summary>The limiter's scripts as typed calls of one process.</summary>
/// <exception cref="RedisUnavailableException">Redis gave no answer; every call may be repeated.</exception>
internal sealed class LimiterStore(RedisGateway redis, RedisKeys keys, GeminiOptions options, LimiterScripts scripts, TimeProvider time)
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
        return new(
            Enum.Parse<ReserveVerdict>(reply[0], ignoreCase: true),
            reply[1],
            Milliseconds(reply[2]),
            [.. reply.Skip(3).Select(Admitted.Of)]);
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
        return Milliseconds(reply[1]);
    }

    public async Task<TickAnswer> TickAsync(string process, string epoch, double share, bool leave, IReadOnlyCollection<string> dead, CancellationToken cancellation)
    {
        var arguments = Begin(process, epoch, 2 + dead.Count);
        arguments.Add(share.ToString("F6", CultureInfo.InvariantCulture));
        arguments.Add(leave ? "leave" : "join");
        arguments.AddRange(dead.Select(other => (RedisValue)other));
        var reply = await EvaluateAsync(scripts.Tick, arguments, cancellation);
        return new(reply[0], Number(reply[1]), UsageOf(reply), reply[15..]);
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
        return ((long)Number(reply[0]), (long)Number(reply[1]), Number(reply[2]) is > 0 and var day ? (long)day : null);
    }

    /// <summary>Calls <paramref name="onFreeze"/> with how long everything stands still whenever any process met a 429.</summary>
    public Task<IAsyncDisposable> SubscribeAsync(Action<TimeSpan> onFreeze, CancellationToken cancellation) =>
        redis.SubscribeAsync(FreezeChannel, message => onFreeze(Milliseconds(message)), cancellation);

    private string FreezeChannel => keys.GeminiFreeze;

    private List<RedisValue> Begin(string process, string epoch, int more)
    {
        var day = PacificDay.At(time.GetUtcNow());
        return new(7 + more)
        {
            process, epoch, options.MaxRequestsPerMinute, options.MaxTokensPerMinute, options.MaxRequestsPerDay ?? 0,
            (long)day.Offset.TotalMilliseconds, (long)day.OffsetAtReset.TotalMilliseconds,
        };
    }

    private async Task<string[]> EvaluateAsync(RedisScript script, List<RedisValue> arguments, CancellationToken cancellation) =>
        (string[])(await redis.EvaluateAsync(script, _keys, arguments, cancellation))!;

    private static GeminiUsage UsageOf(string[] reply) => new()
    {
        Requests = (long)Number(reply[2]),
        Tokens = (long)Number(reply[3]),
        MaxRequests = (long)Number(reply[4]),
        MaxTokens = (long)Number(reply[5]),
        PartInUse = Number(reply[6]),
        ClosedFor = Milliseconds(reply[7]),
        FrozenFor = Milliseconds(reply[8]),
        ParkedFor = Milliseconds(reply[9]),
        SinceLast429 = reply[10] is "-1" ? null : Milliseconds(reply[10]),
        Processes = (int)Number(reply[11]),
        RequestsToday = (long)Number(reply[12]),
        MaxRequestsPerDay = Number(reply[13]) is > 0 and var day ? (long)day : null,
        IsOrdered = Number(reply[14]) > 0,
        OrderedFor = OrderedFor(Number(reply[14])),
    };

    /// <param name="left">Milliseconds that an order holds; more than a lifetime stands for no end.</param>
    public static TimeSpan? OrderedFor(double left) => left is > 0 and < 1e14 ? TimeSpan.FromMilliseconds(left) : null;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static TimeSpan Milliseconds(string text) => TimeSpan.FromMilliseconds(Number(text));
}
