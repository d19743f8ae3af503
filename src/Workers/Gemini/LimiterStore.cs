using System.Globalization;
using StackExchange.Redis;
using Workers.Redis;

namespace Workers.Gemini;

/// <summary>The limiter's Lua files.</summary>
/// <param name="edit">Lets a test give them its own clock.</param>
internal sealed class LimiterScripts(Func<string, string>? edit = null)
{
    private readonly Func<string, string> _edit = edit ?? (text => text);

    public RedisScript Reserve => field ??= Load("reserve");

    public RedisScript Settle => field ??= Load("settle");

    public RedisScript Freeze => field ??= Load("freeze");

    public RedisScript Tick => field ??= Load("tick");

    public RedisScript Register => field ??= Load("register");

    private RedisScript Load(string name)
    {
        var script = RedisScript.Load("Gemini/Lua/window.lua", $"Gemini/Lua/{name}.lua");
        return RedisScript.FromText(script.Name, _edit(script.Text));
    }
}

internal enum ReserveVerdict
{
    Ok,

    /// <summary>The process must announce itself (tick), or has no share of the limits yet.</summary>
    Join,

    /// <summary>Redis is new or lost its data.</summary>
    Closed,

    /// <summary>A 429 stopped everyone.</summary>
    Frozen,

    /// <summary>The day's quota is used up.</summary>
    Parked,
}

/// <param name="Wait">When to ask again for what was not admitted.</param>
/// <param name="Delays">For each admitted call, in the order asked; null for an id that cannot be used any more.</param>
internal sealed record ReserveAnswer(ReserveVerdict Verdict, string Epoch, TimeSpan Wait, IReadOnlyList<TimeSpan?> Delays);

/// <param name="Share">This process's share of the limits, 0 to 1.</param>
/// <param name="Missing">Processes that stopped answering and are not known to be dead.</param>
internal sealed record TickAnswer(string Epoch, double Share, GeminiUsage Usage, IReadOnlyList<string> Missing);

/// <summary>The limiter's scripts as typed calls of one process.</summary>
/// <exception cref="RedisUnavailableException">Redis gave no answer; every call may be repeated.</exception>
internal sealed class LimiterStore(RedisGateway redis, RedisKeys keys, GeminiOptions options, LimiterScripts scripts)
{
    private readonly string[] _keys =
    [
        keys.Gemini("limiter"), keys.Gemini("ring"), keys.Gemini("calls"), keys.Gemini("calls:order"), keys.Gemini("processes"), keys.GeminiRpm, keys.GeminiTpm,
    ];

    public async Task<ReserveAnswer> ReserveAsync(string process, string epoch, IReadOnlyList<Waiter> waiters, TimeSpan now, CancellationToken cancellation)
    {
        var arguments = Begin(process, epoch, 4 * waiters.Count);
        foreach (var waiter in waiters)
        {
            arguments.Add(waiter.Id);
            arguments.Add(waiter.Request.Tokens);
            arguments.Add(waiter.Request.Sigma);
            arguments.Add((long)(now - waiter.Since).TotalMilliseconds);
        }

        var reply = await EvaluateAsync(scripts.Reserve, arguments, cancellation);
        return new(
            Enum.Parse<ReserveVerdict>(reply[0], ignoreCase: true),
            reply[1],
            Milliseconds(reply[2]),
            [.. reply.Skip(3).Select(delay => delay is "-1" ? (TimeSpan?)null : Milliseconds(delay))]);
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

    /// <param name="asked">What the API asked to wait; zero when it did not say.</param>
    /// <param name="daily">Time until a used-up daily quota is reset; zero when none is.</param>
    /// <returns>How long everything stands still.</returns>
    public async Task<TimeSpan> FreezeAsync(string process, string epoch, TimeSpan asked, TimeSpan daily, long requestQuota, long tokenQuota, CancellationToken cancellation)
    {
        var arguments = Begin(process, epoch, 5);
        arguments.AddRange([(long)asked.TotalMilliseconds, (long)daily.TotalMilliseconds, requestQuota, tokenQuota, FreezeChannel]);
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
        return new(reply[0], Number(reply[1]), UsageOf(reply), reply[12..]);
    }

    /// <param name="sends">Age of each slot, its requests and tokens.</param>
    public Task RegisterAsync(string process, string epoch, string operation, IEnumerable<(TimeSpan Age, int Requests, long Tokens)> sends, CancellationToken cancellation)
    {
        var arguments = Begin(process, epoch, 0);
        arguments.Add(operation);
        foreach (var (age, requests, tokens) in sends)
        {
            arguments.AddRange([(long)age.TotalMilliseconds, requests, tokens]);
        }

        return EvaluateAsync(scripts.Register, arguments, cancellation);
    }

    /// <summary>Calls <paramref name="onFreeze"/> with how long everything stands still whenever any process met a 429.</summary>
    public Task<IAsyncDisposable> SubscribeAsync(Action<TimeSpan> onFreeze, CancellationToken cancellation) =>
        redis.SubscribeAsync(FreezeChannel, message => onFreeze(Milliseconds(message)), cancellation);

    private string FreezeChannel => keys.Gemini("freeze");

    private List<RedisValue> Begin(string process, string epoch, int more) =>
        new(4 + more) { process, epoch, options.MaxRequestsPerMinute, options.MaxTokensPerMinute };

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
    };

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static TimeSpan Milliseconds(string text) => TimeSpan.FromMilliseconds(Number(text));
}
