using Simulators.Gold;

namespace Workers.Benchmarks.Accuracy;

/// <summary>How hard a page is to read, told by the axes that it was drawn with: the gold set's looks in three parts that leave none out.</summary>
internal enum Look
{
    /// <summary>Print or type, upright and at most a degree askew; of a scan also fresh ink without dirt.</summary>
    Clean,

    /// <summary>Any other print or type: askew, turned, faded, or dirty.</summary>
    Typical,

    /// <summary>Entries written by hand.</summary>
    Hard,
}

internal static class Looks
{
    private const int Hands = 3;

    public static Look Of(Combination drawn) => drawn.Hand is not (Hand.Printed or Hand.Typewriter or Hand.LinePrinter) ? Look.Hard
        : drawn is { Skew: Skew.Straight or Skew.Slight, Turn: Turn.Upright or Turn.KeptSideways } && (drawn.Medium is Medium.BornDigital || drawn is { Ink: Ink.Fresh, Dirt: Dirt.Clean }) ? Look.Clean
        : Look.Typical;

    /// <summary>The combination with such values on the axes of the look as it asks for; all others stay as they were drawn.</summary>
    public static Combination As(this Combination drawn, Look look) => look switch
    {
        Look.Clean => drawn with
        {
            Hand = (Hand)((int)drawn.Hand % Hands),
            Skew = drawn.Skew is Skew.Straight or Skew.Left ? Skew.Straight : Skew.Slight,
            Turn = (int)drawn.Turn % 2 is 0 ? Turn.Upright : Turn.KeptSideways,
            Ink = Ink.Fresh,
            Dirt = Dirt.Clean,
        },
        Look.Hard => Of(drawn) is Look.Hard ? drawn : drawn with { Hand = drawn.Hand + Hands },
        _ => drawn with { Hand = (Hand)((int)drawn.Hand % Hands) } is var printed && Of(printed) is Look.Clean ? printed with { Ink = Ink.Faded, Skew = Skew.Left } : printed,
    };
}
