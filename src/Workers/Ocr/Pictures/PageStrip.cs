using Workers.Ocr.Leptonica;
using Workers.Ocr.Witnesses.Words;
using Workers.Pdf;

namespace Workers.Ocr.Pictures;

/// <summary>The strip of a page that some lines of it stand on: over its whole width, so that the lines around them show where it lies. Pure.</summary>
internal static class PageStrip
{
    /// <summary>Above and below, in points: writing reaches out of its box.</summary>
    private const double Rim = 4;

    /// <param name="size">Of the page, in points.</param>
    /// <param name="width">Of its image, in pixels.</param>
    /// <param name="height">Of its image, in pixels.</param>
    /// <param name="box">Around the lines, in points.</param>
    public static PixelBox At(PageSize size, int width, int height, PageBox box)
    {
        var down = height / size.Height;
        var top = Math.Clamp((int)((box.Top - Rim) * down), 0, height - 1);
        var bottom = Math.Clamp((int)Math.Ceiling((box.Bottom + Rim) * down), top + 1, height);
        return new(0, top, width, bottom - top);
    }

    /// <param name="page">The whole page; places of the box are places on it.</param>
    /// <param name="quality">Of the JPEG, 1 to 100.</param>
    /// <exception cref="ImageException">Refused.</exception>
    public static byte[] Of(GreyPage page, PageSize size, PageBox box, int quality)
    {
        using var strip = page.Clip(At(size, page.Width, page.Height, box));
        return strip.ToJpeg(quality);
    }
}
