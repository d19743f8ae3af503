namespace Simulators.Strangers.Supabase.Rest;

/// <summary>What <c>Prefer</c> asks of a call to a function; preferences that only concern tables are known and have no effect.</summary>
internal sealed record RestPreferences(bool Strict, bool ExactCount, string? TimeZone, IReadOnlyList<string> Unknown)
{
    private static readonly string[] WithoutEffect =
    [
        "handling=lenient", "count=planned", "count=estimated", "tx=commit", "tx=rollback", "return=minimal", "return=representation",
        "return=headers-only", "resolution=merge-duplicates", "resolution=ignore-duplicates", "missing=default", "missing=null",
    ];

    /// <summary>What was asked and is done, as <c>Preference-Applied</c> tells it; empty for nothing.</summary>
    public string Applied => string.Join(", ", new[] { ExactCount ? "count=exact" : "", Strict ? "handling=strict" : "", TimeZone is null ? "" : $"timezone={TimeZone}" }
        .Where(part => part.Length > 0));

    public static RestPreferences Read(string header)
    {
        var asked = header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var zone = asked.FirstOrDefault(part => part.StartsWith("timezone=", StringComparison.Ordinal));
        return new(
            asked.Contains("handling=strict", StringComparer.Ordinal),
            asked.Contains("count=exact", StringComparer.Ordinal),
            zone?["timezone=".Length..],
            [.. asked.Where(part => part is not ("handling=strict" or "count=exact") && part != zone
                && !part.StartsWith("max-affected=", StringComparison.Ordinal) && !WithoutEffect.Contains(part, StringComparer.Ordinal))]);
    }
}
