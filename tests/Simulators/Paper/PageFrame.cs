namespace Simulators.Paper;

/// <summary>The outside of a page, in points. Text stays between <see cref="Top"/> and <see cref="Bottom"/>; the page marks lie outside.</summary>
internal sealed record PageFrame(double Width, double Height)
{
    public const double Margin = 30;

    public double Top => 48;

    public double Bottom => Height - 52;

    public double Inner => Width - (2 * Margin);

    public static PageFrame For(PaperKind kind) => kind switch
    {
        PaperKind.Index => new(792, 612),
        _ => new(612, 792),
    };
}
