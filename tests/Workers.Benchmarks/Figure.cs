namespace Workers.Benchmarks;

/// <summary>One measured quantity with all its repetitions.</summary>
/// <param name="Suite">Which benchmark measured it.</param>
/// <param name="Name">What was measured, as a reader of the table sees it.</param>
/// <param name="Bar">What it must reach; null where it is only told.</param>
/// <param name="IsAtMost">True when less is better.</param>
/// <param name="IsPeer">Measured on somebody else's system, for comparison.</param>
/// <param name="Beside">Of a peer: how the name of our figure of the same thing begins.</param>
internal sealed record Figure(string Suite, string Name, string Unit, double[] Values, double? Bar = null, bool IsAtMost = false, bool IsPeer = false, string? Beside = null)
{
    public double Median => Values.Order().ElementAt(Values.Length / 2);

    /// <param name="figures">Of the same run.</param>
    /// <returns>Our figure by this peer's; null where none of ours stands beside it.</returns>
    public double? Ratio(IEnumerable<Figure> figures) => Beside is { } beginning
        ? figures.FirstOrDefault(ours => !ours.IsPeer && ours.Suite == Suite && ours.Name.StartsWith(beginning, StringComparison.Ordinal))?.Median / Median
        : null;

    /// <summary>Null without a bar.</summary>
    public bool? Clears => Bar is not { } bar ? null : IsAtMost ? Median <= bar : Median >= bar;
}
