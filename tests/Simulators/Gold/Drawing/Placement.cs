using Simulators.Gold.Truths;
using SkiaSharp;

namespace Simulators.Gold.Drawing;

/// <summary>Where a sheet came to lie on the page as it is shown: turned by quarters, then skewed about the middle.</summary>
internal sealed record Placement(float Width, float Height, SKMatrix Matrix)
{
    public static Placement Of(Sheet sheet, Turn turn, double degrees)
    {
        var (width, height) = turn is Turn.QuarterRight or Turn.QuarterLeft ? (sheet.Height, sheet.Width) : (sheet.Width, sheet.Height);
        var turned = turn switch
        {
            Turn.QuarterRight => SKMatrix.CreateTranslation(width, 0).PreConcat(SKMatrix.CreateRotationDegrees(90)),
            Turn.QuarterLeft => SKMatrix.CreateTranslation(0, height).PreConcat(SKMatrix.CreateRotationDegrees(-90)),
            Turn.UpsideDown => SKMatrix.CreateTranslation(width, height).PreConcat(SKMatrix.CreateRotationDegrees(180)),
            _ => SKMatrix.Identity,
        };
        return new(width, height, SKMatrix.CreateRotationDegrees((float)degrees, width / 2, height / 2).PreConcat(turned));
    }

    public Box Of(Box box)
    {
        var mapped = Matrix.MapRect(new SKRect((float)box.Left, (float)box.Top, (float)box.Right, (float)box.Bottom));
        return new(Math.Max(0, mapped.Left), Math.Max(0, mapped.Top), Math.Min(Width, mapped.Right), Math.Min(Height, mapped.Bottom));
    }

    /// <summary>A page that was read on the upright sheet, as it is shown.</summary>
    public GoldPage Of(GoldPage page) => page with
    {
        Width = Width,
        Height = Height,
        Header = page.Header is { } header ? header with { Box = Of(header.Box) } : null,
        Lines = [.. page.Lines.Select(line => line with { Box = Of(line.Box), Cells = [.. line.Cells.Select(cell => cell with { Box = Of(cell.Box) })] })],
        Paragraphs =
        [
            .. page.Paragraphs.Select(paragraph => paragraph with
            {
                Box = Of(paragraph.Box), Lines = [.. paragraph.Lines.Select(line => line with { Box = Of(line.Box) })],
            }),
        ],
        Stamps = [.. page.Stamps.Select(stamp => stamp with { Box = Of(stamp.Box) })],
    };
}
