using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Workers.Registre;

/// <summary>A time of the day where the registry is.</summary>
internal sealed record QuebecTime(TimeOnly Time)
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("America/Toronto");

    public static string Allowed => "a time of the day in Quebec as HH:mm, from 00:00 to 23:59, as in 05:30";

    public static bool TryParse(string text, [NotNullWhen(true)] out QuebecTime? time)
    {
        time = TimeOnly.TryParseExact(text.Trim(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) ? new(read) : null;
        return time is not null;
    }

    /// <summary>Whether a time of the day lies within so long after this one; the day's end ends it.</summary>
    public bool IsFollowedBy(TimeOnly local, TimeSpan within) => local >= Time && local - Time < within;

    /// <summary>What clocks show there.</summary>
    public static DateTime Of(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone).DateTime;

    /// <returns>The moment at which clocks show that there; null when they never do, as an hour in spring.</returns>
    public static DateTimeOffset? At(DateTime local) =>
        Zone.IsInvalidTime(local) || local.Year == DateTime.MaxValue.Year ? null : new DateTimeOffset(local, Zone.GetUtcOffset(local)).ToUniversalTime();

    public override string ToString() => Time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
