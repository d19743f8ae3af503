namespace Workers.Hosting.Startup;

/// <summary>The time zones by which days are counted: Quebec's for money, the Pacific's for Gemini's quota.</summary>
internal static class TimeZones
{
    private static readonly string[] Needed = ["America/Toronto", "America/Los_Angeles"];

    /// <summary>One that this machine does not know; null when all are there.</summary>
    public static string? FindMissing() => FindMissing(zone => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _));

    internal static string? FindMissing(Func<string, bool> isKnown) => Array.Find(Needed, zone => !isKnown(zone));
}
