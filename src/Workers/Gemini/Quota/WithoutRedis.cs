namespace Workers.Gemini.Quota;

/// <summary>
/// Whether a process may send while it cannot reach Redis (pure). It sends at most its last known share of the limits, for
/// a bounded time. One of several first waits until everything that was sent before is older than a minute, because the
/// others may have used what was free; a process that had the whole share knows all sends and goes on at once.
/// </summary>
internal static class WithoutRedis
{
    /// <summary>Longest time of sending without Redis; after it others count this process as dead.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan QuietAmongOthers = TimeSpan.FromSeconds(66);
    private static readonly TimeSpan QuietAlone = TimeSpan.FromSeconds(2);
    private const double Safe = 0.95;

    /// <param name="share">Last known share, 0 to 1; 0 when Redis was never seen.</param>
    /// <param name="silent">Time since the last good answer was asked for.</param>
    /// <param name="own">What this process sent in the last minute.</param>
    /// <param name="untold">Requests that it sent today without Redis.</param>
    public static bool MaySend(double share, TimeSpan silent, (long Requests, long Tokens) own, long untold, long tokens, AloneLimits limits) =>
        share > 0
        && silent >= (share >= 1 ? QuietAlone : QuietAmongOthers)
        && silent <= Longest
        && own.Requests + 1 <= Math.Floor(Safe * share * limits.Requests)
        && own.Tokens + tokens <= Math.Floor(Safe * share * limits.Tokens)
        && (limits.RequestsLeftToday is not { } left || untold + 1 <= Math.Floor(share * left));
}

/// <summary>What all processes together may send: requests and tokens a minute, and requests until the day's reset (null: any).</summary>
internal readonly record struct AloneLimits(long Requests, long Tokens, long? RequestsLeftToday);
