using System.Globalization;
using System.Text;

namespace Simulators.Paper.Pdf;

/// <summary>What is drawn on one page. Points, from the upper left corner; text stands on its y.</summary>
internal sealed class PdfCanvas(double width, double height)
{
    private readonly StringBuilder content = new();
    private readonly List<PdfFont> fonts = [];

    public double Width => width;

    public double Height => height;

    /// <summary>The fonts used; the n-th is called /Fn.</summary>
    public IReadOnlyList<PdfFont> Fonts => fonts;

    /// <summary>A grey JPEG that covers the page, below everything else.</summary>
    public byte[]? Scan { get; init; }

    public int ScanWidth { get; init; }

    public int ScanHeight { get; init; }

    public string Content => (Scan is null ? "" : Invariant($"q {width} 0 0 {height} 0 0 cm /Scan Do Q\n")) + content;

    public void Text(PdfFont font, double size, double x, double y, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (!fonts.Contains(font))
        {
            fonts.Add(font);
        }

        content.Append(Invariant($"BT /F{fonts.IndexOf(font)} {size} Tf {x:0.##} {height - y:0.##} Td <"))
            .Append(Convert.ToHexString(PdfFont.Encode(text))).Append("> Tj ET\n");
    }

    public void Centred(PdfFont font, double size, double x, double y, string text) =>
        Text(font, size, x - (font.Measure(text, size) / 2), y + (size * 0.35), text);

    public void Line(double thickness, double x1, double y1, double x2, double y2) =>
        content.Append(Invariant($"{thickness} w {x1:0.##} {height - y1:0.##} m {x2:0.##} {height - y2:0.##} l S\n"));

    public void Polygon(double thickness, IReadOnlyList<(double X, double Y)> corners)
    {
        content.Append(Invariant($"{thickness} w "));
        for (var i = 0; i < corners.Count; i++)
        {
            content.Append(Invariant($"{corners[i].X:0.##} {height - corners[i].Y:0.##} {(i == 0 ? 'm' : 'l')} "));
        }

        content.Append("s\n");
    }

    public void Fill(double x, double y, double boxWidth, double boxHeight) =>
        content.Append(Invariant($"{x:0.##} {height - y - boxHeight:0.##} {boxWidth:0.##} {boxHeight:0.##} re f\n"));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
