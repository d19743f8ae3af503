using System.Globalization;

namespace Workers.Hosting;

/// <summary>Durations as operators write them (pure).</summary>
internal static class DurationText
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <returns>Null for what is no duration of at least a second and at most a year.</returns>
    public static TimeSpan? Parse(string text)
    {
        TimeSpan? unit = text.Length < 2 ? null : text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        return unit is { } one && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= Longest / one
            ? count * one
            : null;
    }

    /// <summary>Rounded up to the next second, minute or hour, a second at least.</summary>
    public static string Of(TimeSpan duration) => duration switch
    {
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Ceiling(duration.TotalSeconds)):0}s"),
        { TotalHours: < 24 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(duration.TotalMinutes):0}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Min(Longest.TotalHours, Math.Ceiling(duration.TotalHours)):0}h"),
    };
}
