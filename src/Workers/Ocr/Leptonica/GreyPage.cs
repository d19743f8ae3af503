using System.Runtime.InteropServices;

namespace Workers.Ocr.Leptonica;

/// <summary>A page as an 8-bit grey image in native memory. Every step makes a new image; dispose both.</summary>
internal sealed class GreyPage : IDisposable
{
    /// <summary>Ink is darker than this after normalisation puts paper at about 200.</summary>
    private const int InkThreshold = 130;

    /// <summary>
    /// Faint strokes count for the skew too. With the darkest alone, a lightly printed page was turned by its skew once more instead of back.
    /// </summary>
    private const int SkewThreshold = 160;

    /// <summary>A thin rule between two rows of pixels is little darker than the paper.</summary>
    private const int RuleThreshold = 170;

    /// <summary>The outer twentieth on each side is left out: scanner shadows and binding are no ink.</summary>
    private const int MarginPart = 20;

    private const uint Paper = 200;
    private const int Pnm = 11;
    private readonly PixHandle _pix;

    private GreyPage(PixHandle pix, string step)
    {
        if (pix.IsInvalid)
        {
            pix.Dispose();
            throw new ImageException($"Leptonica could not {step} the page image.");
        }

        _pix = pix;
        _ = Native.pixGetDimensions(pix, out var width, out var height, out _);
        (Width, Height) = (width, height);
    }

    public int Width { get; }

    public int Height { get; }

    /// <param name="path">A PGM file of which the header has been checked.</param>
    /// <exception cref="ImageException">Not readable as an image.</exception>
    public static GreyPage Load(string path) => new(Native.pixRead(path), "read");

    /// <summary>Turned upright when a skew is found with confidence; else the same picture. Finds it best once the paper is even.</summary>
    /// <returns>The page and the angle it was turned by, in degrees.</returns>
    public (GreyPage Page, float Angle) Deskew()
    {
        const int usual = 0;
        return (new(Native.pixDeskewGeneral(_pix, usual, usual, usual, usual, SkewThreshold, out var angle, out _), "deskew"), angle);
    }

    /// <summary>With the paper evened out to one light grey. Null when there is no paper to be found (a nearly black page).</summary>
    public GreyPage? TryEvenOut()
    {
        var even = Native.pixBackgroundNormSimple(_pix, 0, 0);
        if (!even.IsInvalid)
        {
            return new(even, "normalise");
        }

        even.Dispose();
        return null;
    }

    /// <summary>A part of it, as wide as it is.</summary>
    /// <param name="top">0 to 1, as a part of the height.</param>
    /// <param name="bottom">0 to 1, more than <paramref name="top"/>.</param>
    /// <exception cref="ImageException">Refused.</exception>
    public GreyPage Band(double top, double bottom)
    {
        var from = (int)(Height * top);
        var box = Native.boxCreate(0, from, Width, Math.Max(1, (int)(Height * bottom) - from));
        try
        {
            return new(Native.pixClipRectangle(_pix, box, 0), "clip");
        }
        finally
        {
            Native.boxDestroy(ref box);
        }
    }

    /// <summary>The part of the page within its margins that is dark, 0 to 1.</summary>
    public double MeasureInk()
    {
        using var binary = PixHandle.Checked(Native.pixThresholdToBinary(_pix, InkThreshold), "binarise");
        var (marginX, marginY) = (Width / MarginPart, Height / MarginPart);
        var box = Native.boxCreate(marginX, marginY, Math.Max(1, Width - (2 * marginX)), Math.Max(1, Height - (2 * marginY)));
        try
        {
            using var inner = PixHandle.Checked(Native.pixClipRectangle(binary, box, 0), "clip");
            _ = Native.pixGetDimensions(inner, out var width, out var height, out _);
            return Native.pixCountPixels(inner, out var dark, 0) is 0
                ? dark / ((double)width * height)
                : throw new ImageException("Leptonica could not count the pixels of the page image.");
        }
        finally
        {
            Native.boxDestroy(ref box);
        }
    }

    /// <param name="quality">1 to 100.</param>
    public byte[] ToJpeg(int quality)
    {
        if (Native.pixWriteMemJpeg(out var data, out var size, _pix, quality, 0) is not 0 || data is 0)
        {
            throw new ImageException("Leptonica could not encode the page image.");
        }

        try
        {
            var jpeg = new byte[checked((int)size)];
            Marshal.Copy(data, jpeg, 0, jpeg.Length);
            return jpeg;
        }
        finally
        {
            Native.lept_free(data);
        }
    }

    /// <summary>Where its ink lies: rules, and marks that are about a word each.</summary>
    /// <exception cref="ImageException">Refused, or more specks than a page has words.</exception>
    public PageInk FindInk()
    {
        using var dark = PixHandle.Checked(Native.pixThresholdToBinary(_pix, InkThreshold), "binarise");
        using var faint = PixHandle.Checked(Native.pixThresholdToBinary(_pix, RuleThreshold), "binarise");
        return PageInk.Of(dark, faint);
    }

    /// <summary>Writes it as a PGM with paper where there were rules, smaller by a factor: for whoever reads letters.</summary>
    /// <returns>The size of what was written, in pixels.</returns>
    /// <exception cref="ImageException">Refused.</exception>
    public (int Width, int Height) SaveWithoutRules(string path, PageInk ink, float scale)
    {
        using var copy = PixHandle.Checked(Native.pixCopy(0, _pix), "copy");
        ink.Erase(copy, Paper);
        using var smaller = PixHandle.Checked(Native.pixScaleAreaMap(copy, scale, scale), "scale");
        if (Native.pixWrite(path, smaller, Pnm) is not 0)
        {
            throw new ImageException("Leptonica could not write the page image.");
        }

        _ = Native.pixGetDimensions(smaller, out var width, out var height, out _);
        return (width, height);
    }

    public void Dispose() => _pix.Dispose();
}
