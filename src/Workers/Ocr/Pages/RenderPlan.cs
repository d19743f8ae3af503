using System.Globalization;
using Workers.Pdf;

namespace Workers.Ocr.Pages;

/// <summary>At what size a page is rendered, so that a poster of forty metres costs no more than a letter. Pure.</summary>
/// <param name="Scaled">The page would be too large at the wanted resolution: its longest side is bounded instead.</param>
internal readonly record struct RenderPlan(int Width, int Height, bool Scaled)
{
    /// <summary>Rounding differs by a pixel or two between pdfinfo and pdftoppm.</summary>
    private const int Tolerance = 3;

    public static RenderPlan For(PageSize page, int dpi, int maxSide)
    {
        var (width, height) = (page.Width * dpi / 72, page.Height * dpi / 72);
        var longest = Math.Max(width, height);
        var scale = longest > maxSide ? maxSide / longest : 1;
        return new(Pixels(width * scale), Pixels(height * scale), scale < 1);
    }

    /// <summary>The words for pdftoppm: one page, grey, at this size, as <paramref name="stem"/>.pgm.</summary>
    public IReadOnlyList<string> Arguments(string pdf, int page, int dpi, string stem)
    {
        var number = page.ToString(CultureInfo.InvariantCulture);
        string[] size = Scaled
            ? ["-scale-to", Math.Max(Width, Height).ToString(CultureInfo.InvariantCulture)]
            : ["-r", dpi.ToString(CultureInfo.InvariantCulture)];
        return ["-q", "-cropbox", "-gray", "-f", number, "-l", number, "-singlefile", .. size, pdf, stem];
    }

    /// <summary>Whether an image of this size is the page: pdftoppm writes a stub, and reports success, for what it cannot render.</summary>
    public bool Matches(int width, int height) =>
        Math.Abs(width - Width) <= Tolerance && Math.Abs(height - Height) <= Tolerance;

    private static int Pixels(double length) => Math.Max(1, (int)Math.Ceiling(length));
}
