namespace Workers.Jobs.Outcomes;

/// <summary>How long a failed document waits before it is tried again: exponential, with jitter so that failures spread out.</summary>
internal static class RetryPolicy
{
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="jitter">From 0 to 1.</param>
    /// <param name="asked">What the other side asked for; never waited less than this.</param>
    public static TimeSpan DelayAfter(int attempt, TimeSpan first, TimeSpan longest, double jitter, TimeSpan? asked = null)
    {
        var doubled = first * Math.Pow(2, Math.Clamp(attempt - 1, 0, 30));
        var bounded = doubled < longest ? doubled : longest;
        var delay = bounded * (0.5 + (0.5 * jitter));
        return asked is { } least && least > delay ? least : delay;
    }
}
