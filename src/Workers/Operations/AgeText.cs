using System.Globalization;

namespace Workers.Operations;

/// <summary>How long something lasts or lasted, as people say it (pure).</summary>
internal static class AgeText
{
    /// <summary>In one unit: 40 s, 12 min, 3 h, 5 d.</summary>
    public static string Of(TimeSpan time) => time switch
    {
        _ when time < TimeSpan.Zero => "0 s",
        _ when time < TimeSpan.FromSeconds(90) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        _ when time < TimeSpan.FromMinutes(90) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        _ when time < TimeSpan.FromHours(48) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} d"),
    };
}
