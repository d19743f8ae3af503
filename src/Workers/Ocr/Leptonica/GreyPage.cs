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

    /// <summary>How sure Leptonica must be which way a page stands, in its own measure, and how much surer than of the other two ways.</summary>
    private const float LeastCertain = 7;
    private const float Likelier = 1.6f;

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
        var upright = Native.pixDeskewGeneral(_pix, usual, usual, usual, usual, SkewThreshold, out var angle, out _);

        // An angle that Leptonica is not sure of is told, and the picture comes back as it was.
        var isSame = upright.DangerousGetHandle() == _pix.DangerousGetHandle();
        return (new(upright, "deskew"), isSame ? 0 : angle);
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
        using var inner = PixHandle.Checked(Clip(binary, new(marginX, marginY, Math.Max(1, Width - (2 * marginX)), Math.Max(1, Height - (2 * marginY)))), "clip");
        _ = Native.pixGetDimensions(inner, out var width, out var height, out _);
        return Native.pixCountPixels(inner, out var dark, 0) is 0
            ? dark / ((double)width * height)
            : throw new ImageException("Leptonica could not count the pixels of the page image.");
    }

    /// <summary>A part of it at full resolution; what lies outside the page is left out.</summary>
    /// <exception cref="ImageException">Nothing of it lies on the page.</exception>
    public GreyPage Clip(PixelBox box) => new(Clip(_pix, box), "clip");

    /// <param name="quarters">Clockwise.</param>
    /// <exception cref="ImageException">Refused.</exception>
    public GreyPage Turned(int quarters) => new(Native.pixRotateOrth(_pix, quarters), "turn");

    /// <summary>With paper below it, so that it is at least so high, in pixels.</summary>
    /// <exception cref="ImageException">Refused.</exception>
    public GreyPage AtLeast(int height) => new(Native.pixAddBorderGeneral(_pix, 0, 0, 0, Math.Max(0, height - Height), Paper), "widen");

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

    /// <summary>By how many quarters, clockwise, the page must be turned to stand upright: letters rise above their line more often than they fall below it.</summary>
    /// <returns>0 where that is not certain.</returns>
    public int FindQuarters()
    {
        using var dark = PixHandle.Checked(Native.pixThresholdToBinary(_pix, InkThreshold), "binarise");
        const int usual = 0;
        if (Native.pixOrientDetect(dark, out var up, out var left, usual, 0) is not 0)
        {
            return 0;
        }

        var (upright, sideways) = (Math.Abs(up), Math.Abs(left));
        return upright > LeastCertain && upright > Likelier * sideways ? up > 0 ? 0 : 2
            : sideways > LeastCertain && sideways > Likelier * upright ? left > 0 ? 1 : 3
            : 0;
    }

    /// <summary>Writes it as a PGM with paper where there were rules, smaller by a factor: for whoever reads letters.</summary>
    /// <param name="quarters">By which it is turned, clockwise.</param>
    /// <returns>The size of what was written, in pixels.</returns>
    /// <exception cref="ImageException">Refused.</exception>
    public (int Width, int Height) SaveWithoutRules(string path, PageInk ink, float scale, int quarters)
    {
        using var copy = PixHandle.Checked(Native.pixCopy(0, _pix), "copy");
        ink.Erase(copy, Paper);
        using var smaller = PixHandle.Checked(Native.pixScaleAreaMap(copy, scale, scale), "scale");
        using var turned = PixHandle.Checked(Native.pixRotateOrth(smaller, quarters), "turn");
        if (Native.pixWrite(path, turned, Pnm) is not 0)
        {
            throw new ImageException("Leptonica could not write the page image.");
        }

        _ = Native.pixGetDimensions(turned, out var width, out var height, out _);
        return (width, height);
    }

    public void Dispose() => _pix.Dispose();

    private static PixHandle Clip(PixHandle pix, PixelBox part)
    {
        var box = Native.boxCreate(part.X, part.Y, part.Width, part.Height);
        try
        {
            return Native.pixClipRectangle(pix, box, 0);
        }
        finally
        {
            Native.boxDestroy(ref box);
        }
    }
}
