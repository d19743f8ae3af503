namespace Workers.Benchmarks;

/// <summary>One measured quantity with all its repetitions.</summary>
/// <param name="Suite">Which benchmark measured it.</param>
/// <param name="Name">What was measured, as a reader of the table sees it.</param>
/// <param name="Bar">What it must reach; null where it is only told.</param>
/// <param name="IsAtMost">True when less is better.</param>
/// <param name="IsPeer">Measured on somebody else's system, for comparison.</param>
internal sealed record Figure(string Suite, string Name, string Unit, double[] Values, double? Bar = null, bool IsAtMost = false, bool IsPeer = false)
{
    public double Median => Values.Order().ElementAt(Values.Length / 2);

    /// <summary>Null without a bar.</summary>
    public bool? Clears => Bar is not { } bar ? null : IsAtMost ? Median <= bar : Median >= bar;
}
