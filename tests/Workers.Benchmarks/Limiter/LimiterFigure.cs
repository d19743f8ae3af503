using System.Globalization;

namespace Workers.Benchmarks.Limiter;

/// <summary>One measured figure of one scenario, with what it must reach.</summary>
/// <param name="Unit">Such as <c>x</c> (a part of something), <c>s</c> or <c>/s</c>.</param>
/// <param name="Bar">Null: reported only.</param>
/// <param name="IsCeiling">The bar is the most, not the least.</param>
internal sealed record LimiterFigure(string Scenario, string Name, double Value, string Unit, double? Bar, bool IsCeiling)
{
    public bool Holds => Bar is not { } bar || (IsCeiling ? Value <= bar : Value >= bar);

    public static LimiterFigure Report(string scenario, string name, double value, string unit) => new(scenario, name, value, unit, null, true);

    public static LimiterFigure AtMost(string scenario, string name, double value, string unit, double bar) => new(scenario, name, value, unit, bar, true);

    public static LimiterFigure AtLeast(string scenario, string name, double value, string unit, double bar) => new(scenario, name, value, unit, bar, false);

    public string ToRow() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Scenario} | {Name} | {Value:0.###} {Unit} | {(Bar is { } bar ? $"{(IsCeiling ? "≤" : "≥")} {bar:0.###}" : "–")} | {(Bar is null ? "" : Holds ? "met" : "MISSED")} |");
}
