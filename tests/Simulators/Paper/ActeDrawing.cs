using Simulators.Paper.Pdf;

namespace Simulators.Paper;

internal static class ActeDrawing
{
    private const double FirstLine = 132;
    private const double LineHeight = 13.5;

    public static void Draw(PdfCanvas canvas, PageTruth page)
    {
        var y = FirstLine;
        foreach (var line in page.Lines)
        {
            var heading = !line.Any(char.IsLower) && !line.Any(char.IsDigit);
            canvas.Text(heading ? PdfFont.SerifBold : PdfFont.Serif, 10, PageFrame.Margin + 24, y, line);
            y += LineHeight;
        }
    }
}
