using Simulators.Gold.Forms;

namespace Simulators.Gold.Drawing;

/// <summary>What the entries of one document are written with, and how far apart its rows are.</summary>
internal sealed record Script(Pen Pen, float Row)
{
    /// <param name="large">A deed is written larger than a register.</param>
    public static Script Of(Hand hand, bool large, Density density)
    {
        var (font, size, row, darkness, wavers) = hand switch
        {
            Hand.Printed => (Font.Serif, 8.5f, 10.5f, 1f, 0f),
            Hand.Typewriter => (Font.Typewriter, 8.2f, 11f, 0.88f, 0.35f),
            Hand.LinePrinter => (Font.LinePrinter, 7.6f, 10f, 0.75f, 0.15f),
            Hand.RoundHand => (Font.RoundHand, 11f, 14f, 0.85f, 0.8f),
            Hand.SchoolHand => (Font.SchoolHand, 14.5f, 15f, 0.9f, 0.7f),
            Hand.QuickHand => (Font.QuickHand, 10.5f, 14f, 0.9f, 0.9f),
            _ => (Font.PlainHand, 10.5f, 13.5f, 0.9f, 0.9f),
        };
        var grown = large ? 1.3f : 1f;
        var apart = density switch { Density.Few => 1.25f, Density.Usual => 1.1f, _ => 1f };
        return new(new(font, size * grown, darkness, wavers, hand == Hand.SchoolHand ? 0.35f : 0f), row * grown * apart);
    }
}
