using System.Globalization;

namespace Workers.Registre;

/// <summary>The evidence of one failure.</summary>
internal readonly record struct KeptEvidence(string Folder, DateTimeOffset At, long Bytes);

/// <summary>Which evidence is kept no longer; none by age where it is kept for ever. Pure.</summary>
internal static class EvidenceRetention
{
    public const string Day = "yyyy-MM-dd";

    /// <summary>The days that are over.</summary>
    public static IEnumerable<string> Expired(IEnumerable<string> days, DateTimeOffset now, TimeSpan kept) => days.Where(day =>
        kept > TimeSpan.Zero && DateTimeOffset.TryParseExact(day, Day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
        && now - date > kept + TimeSpan.FromDays(1));

    /// <summary>What was kept longer ago; a copy that was left half made too.</summary>
    public static IEnumerable<string> Stale(IEnumerable<(string Folder, DateTimeOffset At)> all, DateTimeOffset now, TimeSpan kept) =>
        all.Where(one => kept > TimeSpan.Zero && now - one.At > kept).Select(one => one.Folder);

    /// <summary>The oldest, until the rest is not larger than allowed; never the newest.</summary>
    public static IEnumerable<string> Excess(IEnumerable<KeptEvidence> all, long most)
    {
        var sum = 0L;
        return [.. all.OrderByDescending(one => one.At).Where((one, place) => (sum += one.Bytes) > most && place > 0).Select(one => one.Folder)];
    }
}
