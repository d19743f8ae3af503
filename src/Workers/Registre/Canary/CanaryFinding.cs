namespace Workers.Registre.Canary;

/// <summary>Why buying is parked, as Redis keeps it for all daemons and over restarts.</summary>
/// <param name="ToldAt">When it was last logged as an error.</param>
internal sealed record CanaryFinding(DateTimeOffset Since, string Hash, string Why, DateTimeOffset? ToldAt = null)
{
    /// <summary>One that stands is an error in the log again after this.</summary>
    public static readonly TimeSpan ToldAgain = TimeSpan.FromHours(6);

    /// <summary>It is to be told again, or for the first time with these words.</summary>
    public bool IsNews(CanaryFinding? before) => before is null || before.Why != Why || !(ToldAt - before.ToldAt < ToldAgain);

    /// <summary>For people: since when, how long that is, what, and what to do.</summary>
    public string Describe(DateTimeOffset now)
    {
        var age = now > Since ? now - Since : TimeSpan.Zero;
        var ago = age < TimeSpan.FromHours(1) ? $"{(int)age.TotalMinutes} min" : age < TimeSpan.FromHours(48) ? $"{(int)age.TotalHours} h" : $"{(int)age.TotalDays} days";
        return $"The registry's site has changed (found {Since.UtcDateTime:u}, {ago} ago): {Why}. Look with 'canary'; where the program still fits, 'canary accept', else update it.";
    }
}

/// <summary>What came of a walk.</summary>
/// <param name="Differences">What is not as it should be; empty: all is well.</param>
/// <param name="IsFirst">There was no shape to compare with.</param>
/// <param name="IsWhole">The walk came to its end, so that its shape can be taken as good.</param>
internal sealed record CanaryVerdict(SiteShape Seen, IReadOnlyList<string> Differences, bool IsFirst, bool IsWhole)
{
    /// <param name="good">The last good shape; null: none is known.</param>
    public static CanaryVerdict Of(WalkResult walk, SiteShape? good) => new(
        walk.Seen,
        walk.Ended is { } end ? [end, .. ShapeComparison.Unrecognised(walk.Seen)]
            : good is null ? ShapeComparison.Unrecognised(walk.Seen)
            : ShapeComparison.Compare(good, walk.Seen),
        good is null,
        walk.Ended is null);

    public string Why => string.Join("; ", Differences);
}
