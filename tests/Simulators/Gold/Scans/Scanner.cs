using Simulators.Gold.Drawing;
using SkiaSharp;

namespace Simulators.Gold.Scans;

/// <summary>A page as a scanner keeps it: grey JPEG bytes and their size in pixels.</summary>
internal sealed record Picture(byte[] Jpeg, int Width, int Height);

/// <summary>Draws a sheet as a grey picture of 300 dots an inch, with what time and a scanner did to it.</summary>
internal static class Scanner
{
    public const int DotsAnInch = 300;

    private const float Scale = DotsAnInch / 72f;
    private const int Quality = 72;

    public static Picture Scan(Sheet sheet, Placement placement, Combination combination, Random random)
    {
        // A picture that is kept sideways is turned a quarter to the left; its page turns it back.
        var sideways = combination.Turn == Turn.KeptSideways;
        var (across, down) = ((int)MathF.Round(placement.Width * Scale), (int)MathF.Round(placement.Height * Scale));
        var (width, height) = sideways ? (down, across) : (across, down);
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        if (sideways)
        {
            canvas.Translate(0, height);
            canvas.RotateDegrees(-90);
        }

        canvas.Scale(Scale);
        canvas.Save();
        canvas.Concat(placement.Matrix);
        if (combination.Dirt == Dirt.ShowThrough)
        {
            canvas.Save();
            canvas.Translate(sheet.Width + 5, 7);
            canvas.Scale(-1, 1);
            new Painter(canvas, random, 0.13).Paint(sheet);
            canvas.Restore();
        }

        new Painter(canvas, random).Paint(sheet);
        canvas.Restore();
        canvas.Flush();
        Age(bitmap, combination, random);
        if (combination.Dirt is Dirt.Specks or Dirt.Shadows)
        {
            Soil(canvas, placement, combination.Dirt, random);
        }

        canvas.Flush();
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return new(data.ToArray(), width, height);
    }

    /// <summary>Turns black on white into ink on paper: paper has a tone and a grain, ink fades, a book's back throws a shadow.</summary>
    private static void Age(SKBitmap bitmap, Combination combination, Random random)
    {
        var (inkLow, inkHigh) = combination.Ink switch { Ink.Fresh => (225, 250), Ink.Faded => (105, 135), _ => (80, 250) };
        var (paperLow, paperHigh) = combination.Dirt == Dirt.Clean ? (243, 252) : (218, 242);
        var ink = new PaperTone(bitmap.Width, bitmap.Height, inkLow, inkHigh, random);
        var paper = new PaperTone(bitmap.Width, bitmap.Height, paperLow, paperHigh, random);
        var grain = new sbyte[1 << 16];
        var rough = combination.Dirt == Dirt.Specks ? 7 : 4;
        for (var at = 0; at < grain.Length; at++)
        {
            grain[at] = (sbyte)random.Next(-rough, rough + 1);
        }

        var pixels = bitmap.GetPixelSpan();
        var shadow = combination.Dirt == Dirt.Shadows ? bitmap.Width / 14 : 0;
        for (var y = 0; y < bitmap.Height; y++)
        {
            var row = pixels.Slice(y * bitmap.RowBytes, bitmap.Width);
            ReadOnlySpan<byte> inks = ink.Row(y), papers = paper.Row(y);
            var start = random.Next(grain.Length);
            for (var x = 0; x < row.Length; x++)
            {
                int light = papers[x / PaperTone.Block] + grain[(start + x) & 0xffff];
                if (x < shadow)
                {
                    light -= (shadow - x) * 110 / shadow;
                }

                var dark = (255 - row[x]) * inks[x / PaperTone.Block] >> 8;
                row[x] = (byte)Math.Clamp(light - dark * light / 255, 0, 255);
            }
        }
    }

    /// <summary>Specks and hairs of dust, or the black edge of a scan with the holes of a binder.</summary>
    private static void Soil(SKCanvas canvas, Placement placement, Dirt dirt, Random random)
    {
        using var paint = new SKPaint { IsAntialias = true };
        if (dirt == Dirt.Specks)
        {
            for (var count = random.Next(180, 420); count > 0; count--)
            {
                var level = (byte)random.Next(20, 150);
                paint.Color = new(level, level, level);
                canvas.DrawCircle((float)random.Between(0, placement.Width), (float)random.Between(0, placement.Height), (float)random.Between(0.12, random.Happens(0.05) ? 1.4 : 0.5), paint);
            }

            paint.Style = SKPaintStyle.Stroke;
            paint.StrokeWidth = 0.3f;
            for (var count = random.Next(3, 9); count > 0; count--)
            {
                float x = (float)random.Between(0, placement.Width), y = (float)random.Between(0, placement.Height);
                canvas.DrawLine(x, y, x + (float)random.Between(-40, 40), y + (float)random.Between(-40, 40), paint);
            }

            return;
        }

        paint.Color = new(18, 18, 18);
        var edge = (float)random.Between(3, 9);
        canvas.DrawRect(placement.Width - edge, 0, edge, placement.Height, paint);
        canvas.DrawRect(0, placement.Height - edge * 0.6f, placement.Width, edge, paint);
        for (var hole = 1; hole <= 3; hole++)
        {
            canvas.DrawCircle(16, placement.Height * hole / 4, 7, paint);
        }
    }
}
