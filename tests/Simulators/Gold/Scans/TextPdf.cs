using Simulators.Gold.Drawing;
using SkiaSharp;

namespace Simulators.Gold.Scans;

/// <summary>Writes the same sheets in the same place with a real text layer, as a program does that never had paper.</summary>
internal static class TextPdf
{
    public static byte[] Write(IEnumerable<(Sheet Sheet, Placement Placement)> pages)
    {
        using var file = new MemoryStream();
        using (var document = SKDocument.CreatePdf(file))
        {
            foreach (var (sheet, placement) in pages)
            {
                var canvas = document.BeginPage(placement.Width, placement.Height);
                canvas.Concat(placement.Matrix);
                new Painter(canvas, astray: null).Paint(sheet);
                document.EndPage();
            }

            document.Close();
        }

        return file.ToArray();
    }
}
