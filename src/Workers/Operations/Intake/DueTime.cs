using System.Globalization;
using Workers.Office;
using Workers.Registre;

namespace Workers.Operations.Intake;

/// <summary>When the office wants a document. Without an offset it is a time of Quebec; a day alone is its beginning. Pure.</summary>
internal static class DueTime
{
    public static Remark Allowed { get; } = Remark.Of("row.moments", new() { ["day"] = "2026-12-01", ["time"] = "2026-12-01 09:30", ["exact"] = "2026-12-01T14:30:00Z" });

    private static readonly string[] Local = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];
    private static readonly string[] Exact = ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"];

    public static DateTimeOffset? Parse(string text) => DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
        ? QuebecTime.At(local)
        : DateTimeOffset.TryParseExact(text, Exact, CultureInfo.InvariantCulture, DateTimeStyles.None, out var exact) ? exact.ToUniversalTime() : null;
}
