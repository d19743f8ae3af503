using Workers.Redis;

namespace Workers.Gemini.Quota;

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

internal enum GrantVerdict
{
    /// <summary>Send it when its delay is over.</summary>
    Granted,

    /// <summary>The id cannot be used any more: ask under another.</summary>
    Stale,

    /// <summary>Larger than the minute's tokens in force.</summary>
    TooLarge,
}

/// <param name="Delay">From the moment of the answer; zero where nothing was granted.</param>
internal readonly record struct Admitted(GrantVerdict Verdict, TimeSpan Delay);

/// <summary>Limits that an operator sets for everyone; null leaves one to what the processes declare.</summary>
/// <param name="Lasts">Null: until the next order.</param>
internal sealed record LimitOrder(long? RequestsPerMinute, long? TokensPerMinute, long? RequestsPerDay, TimeSpan? Lasts);

/// <param name="Wait">When to ask again for what was not admitted.</param>
/// <param name="Admitted">For a prefix of the calls, in the order asked.</param>
internal sealed record QuotaAnswer(ReserveVerdict Verdict, string Epoch, TimeSpan Wait, IReadOnlyList<Admitted> Admitted);

/// <param name="Share">This process's share of the limits, 0 to 1.</param>
/// <param name="Missing">Processes that stopped answering and are not known to be dead.</param>
internal sealed record TickAnswer(string Epoch, double Share, GeminiUsage Usage, IReadOnlyList<string> Missing);

/// <summary>Reads what the scripts answer. Pure.</summary>
/// <exception cref="RedisRefusedException">From every member: the answer is none of the limiter's.</exception>
internal static class LimiterAnswers
{
    /// <summary>A day's quota parks for a day at most.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(2);

    public static QuotaAnswer Quota(RedisReply reply) => new(
        VerdictOf(reply), EpochOf(reply, 1), Wait(reply, 2), [.. Enumerable.Range(3, Math.Max(0, reply.Count - 3)).Select(index => AdmittedOf(reply, index))]);

    public static TickAnswer Tick(RedisReply reply) => new(
        EpochOf(reply, 0), reply.Number(1) is >= 0 and <= 1 and var share ? share : throw reply.Odd("no share"), UsageOf(reply), reply.Texts(15));

    /// <summary>How long something waits or stands still.</summary>
    public static TimeSpan Wait(RedisReply reply, int index) => reply.Milliseconds(index, LongestWait);

    /// <param name="left">Milliseconds that an order holds; more than a lifetime stands for no end.</param>
    public static TimeSpan? OrderedFor(double left) => left is > 0 and < 1e14 ? TimeSpan.FromMilliseconds(left) : null;

    private static ReserveVerdict VerdictOf(RedisReply reply) => reply.Text(0) switch
    {
        "ok" => ReserveVerdict.Ok,
        "join" => ReserveVerdict.Join,
        "closed" => ReserveVerdict.Closed,
        "frozen" => ReserveVerdict.Frozen,
        "parked" => ReserveVerdict.Parked,
        _ => throw reply.Odd("no verdict"),
    };

    private static string EpochOf(RedisReply reply, int index) => reply.Text(index) is { Length: > 0 } epoch ? epoch : throw reply.Odd("no epoch");

    private static Admitted AdmittedOf(RedisReply reply, int index) => reply.Text(index) switch
    {
        "-1" => new(GrantVerdict.Stale, TimeSpan.Zero),
        "-2" => new(GrantVerdict.TooLarge, TimeSpan.Zero),
        _ => new(GrantVerdict.Granted, Wait(reply, index)),
    };

    private static GeminiUsage UsageOf(RedisReply reply) => new()
    {
        Requests = (long)reply.Number(2),
        Tokens = (long)reply.Number(3),
        MaxRequests = (long)reply.Number(4),
        MaxTokens = (long)reply.Number(5),
        PartInUse = reply.Number(6),
        ClosedFor = reply.Milliseconds(7),
        FrozenFor = reply.Milliseconds(8),
        ParkedFor = reply.Milliseconds(9),
        SinceLast429 = reply.Text(10) is "-1" ? null : reply.Milliseconds(10),
        Processes = (int)reply.Number(11),
        RequestsToday = (long)reply.Number(12),
        MaxRequestsPerDay = reply.Number(13) is > 0 and var day ? (long)day : null,
        IsOrdered = reply.Number(14) > 0,
        OrderedFor = OrderedFor(reply.Number(14)),
    };
}
