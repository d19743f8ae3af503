namespace Simulators.Chaos;

/// <summary>One line of the verdict: what was promised, what was measured, and whether it held.</summary>
internal sealed record ChaosPromise(string Name, string Measured, bool Held)
{
    /// <summary>A promise of none.</summary>
    public static ChaosPromise None(string name, long count, string detail = "") =>
        new(name, detail.Length == 0 ? $"{count}" : $"{count}  ({detail})", count == 0);

    /// <summary>The table.</summary>
    public static IEnumerable<string> Table(IReadOnlyList<ChaosPromise> promises)
    {
        var width = promises.Max(promise => promise.Name.Length);
        return promises.Select(promise => $"{(promise.Held ? "pass" : "FAIL")}  {promise.Name.PadRight(width)}  {promise.Measured}");
    }
}
