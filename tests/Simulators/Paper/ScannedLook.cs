namespace Simulators.Paper;

/// <summary>Makes a clean page image look as if it had been scanned: skewed, unevenly lit, greyish and noisy.</summary>
internal static class ScannedLook
{
    private const double LargestSkew = 1.2;
    private const int Ink = 38;

    public static GreyImage Age(GreyImage clean, Dice dice)
    {
        var angle = dice.Between(-LargestSkew, LargestSkew) * Math.PI / 180;
        var (corner, across, down) = (dice.Between(222.0, 244.0), dice.Between(-22.0, 22.0), dice.Between(-22.0, 22.0));
        var noise = dice.Next() | 1;
        var pixels = new byte[clean.Pixels.Length];
        var (sin, cos) = ((int)(Math.Sin(angle) * 65536), (int)(Math.Cos(angle) * 65536));
        var (middleX, middleY) = (clean.Width / 2, clean.Height / 2);
        for (var y = 0; y < clean.Height; y++)
        {
            var light = (int)((corner + (down * y / clean.Height)) * 256);
            var lightStep = (int)(across * 256 / clean.Width);
            for (var x = 0; x < clean.Width; x++)
            {
                var fromX = (middleX << 16) + ((x - middleX) * cos) + ((y - middleY) * sin);
                var fromY = (middleY << 16) - ((x - middleX) * sin) + ((y - middleY) * cos);
                noise ^= noise << 13;
                noise ^= noise >> 7;
                noise ^= noise << 17;
                var paper = Math.Min(light >> 8, 250);
                var ink = Bilinear(clean, fromX, fromY);
                var grey = Ink + ((paper - Ink) * ink / 255) + (int)(noise & 7) - 3;
                pixels[(y * clean.Width) + x] = (byte)Math.Clamp(grey, 0, 255);
                light += lightStep;
            }
        }

        return clean with { Pixels = pixels };
    }

    /// <summary>The grey level at a place given in 1/65536 of a pixel; outside the page it is white.</summary>
    private static int Bilinear(GreyImage image, int x, int y)
    {
        var (left, top) = (x >> 16, y >> 16);
        if (left < 0 || top < 0 || left >= image.Width - 1 || top >= image.Height - 1)
        {
            return 255;
        }

        var (fx, fy) = ((x >> 8) & 255, (y >> 8) & 255);
        var at = (top * image.Width) + left;
        var upper = (image.Pixels[at] * (256 - fx)) + (image.Pixels[at + 1] * fx);
        var lower = (image.Pixels[at + image.Width] * (256 - fx)) + (image.Pixels[at + image.Width + 1] * fx);
        return ((upper * (256 - fy)) + (lower * fy)) >> 16;
    }
}
