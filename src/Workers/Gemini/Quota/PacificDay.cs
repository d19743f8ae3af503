namespace Workers.Gemini.Quota;

/// <summary>Where Pacific time stands, by which Google counts requests a day (pure). The server's clock says which day it is.</summary>
/// <param name="Offset">Distance from UTC at this moment.</param>
/// <param name="OffsetAtReset">Distance from UTC at the next Pacific midnight.</param>
internal readonly record struct PacificDay(TimeSpan Offset, TimeSpan OffsetAtReset)
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.TryFindSystemTimeZoneById("America/Los_Angeles", out var zone) ? zone : ByRule();

    public static PacificDay At(DateTimeOffset now) => At(now, Zone);

    public static PacificDay At(DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone);
        return new(local.Offset, zone.GetUtcOffset(local.Date.AddDays(1)));
    }

    /// <summary>Days since 1970 in Pacific time.</summary>
    public int Number(DateTimeOffset now) => (int)Math.Floor((now.ToUnixTimeMilliseconds() + Offset.TotalMilliseconds) / TimeSpan.MillisecondsPerDay);

    /// <summary>The rule of law since 2007, for machines without time zone data: summer from the second Sunday of March to the first of November.</summary>
    public static TimeZoneInfo ByRule()
    {
        var two = new DateTime(1, 1, 1, 2, 0, 0);
        var summer = TimeZoneInfo.AdjustmentRule.CreateAdjustmentRule(
            DateTime.MinValue.Date,
            DateTime.MaxValue.Date,
            TimeSpan.FromHours(1),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(two, 3, 2, DayOfWeek.Sunday),
            TimeZoneInfo.TransitionTime.CreateFloatingDateRule(two, 11, 1, DayOfWeek.Sunday));
        return TimeZoneInfo.CreateCustomTimeZone("Pacific", TimeSpan.FromHours(-8), "Pacific", "Pacific", "Pacific summer", [summer]);
    }
}
