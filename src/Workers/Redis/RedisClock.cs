namespace Workers.Redis;

/// <summary>Redis' own clock, by which reservations, quotas and leases of accounts are decided.</summary>
internal static class RedisClock
{
    private const string Command = "TIME";

    /// <summary>Clocks that are synchronised are never so far apart.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    /// <summary>What says to be later is no clock; days are still counted with what is earlier.</summary>
    private static readonly DateTimeOffset Latest = new(3000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <exception cref="RedisFailureException">No answer, a refusal, or no time.</exception>
    public static async Task<DateTimeOffset> ReadAsync(RedisGateway redis, CancellationToken cancellation) =>
        Read(RedisReply.Of(Command, await redis.ExecuteAsync(Command, [], cancellation)));

    /// <summary>How far it is ahead of ours; the way there and back counts half.</summary>
    /// <exception cref="RedisFailureException">No answer, a refusal, or no time.</exception>
    public static async Task<TimeSpan> AheadAsync(RedisGateway redis, TimeProvider time, CancellationToken cancellation)
    {
        var sent = time.GetUtcNow();
        var told = await ReadAsync(redis, cancellation);
        return told - sent - ((time.GetUtcNow() - sent) / 2);
    }

    public static bool IsWrong(TimeSpan? ahead) => ahead is { } known && known.Duration() > Most;

    /// <param name="answer">Seconds since 1970 and the microseconds of the second.</param>
    /// <exception cref="RedisRefusedException">It is no time.</exception>
    public static DateTimeOffset Read(RedisReply answer)
    {
        var (seconds, microseconds) = (answer.Whole(0), answer.Whole(1));
        return seconds >= 0 && seconds < Latest.ToUnixTimeSeconds() && microseconds is >= 0 and < 1_000_000
            ? DateTimeOffset.FromUnixTimeSeconds(seconds).AddMicroseconds(microseconds)
            : throw answer.Odd("no time");
    }
}
