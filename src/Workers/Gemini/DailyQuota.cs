namespace Workers.Gemini;

/// <summary>Google's daily quotas are reset at midnight Pacific time; winter time is used all year, an hour late in summer (pure).</summary>
internal static class DailyQuota
{
    private static readonly TimeSpan PacificWinter = TimeSpan.FromHours(-8);

    public static TimeSpan UntilReset(DateTimeOffset now)
    {
        var local = now.ToOffset(PacificWinter);
        return TimeSpan.FromDays(1) - local.TimeOfDay;
    }
}
