namespace Workers.Registre.Canary;

/// <summary>Why buying is parked, as Redis keeps it for all daemons and over restarts.</summary>
internal sealed record CanaryFinding(DateTimeOffset Since, string Hash, string Why);

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
