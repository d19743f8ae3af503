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
    private const int Grey = 8;

    /// <summary>The library's own form of a picture: its memory as it is.</summary>
    private const int Spix = 19;
    private const int ReadAtOnce = 1 << 16;
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

    /// <summary>Reads what <see cref="Save"/> has written.</summary>
    /// <exception cref="ImageException">Not readable as an image.</exception>
    public static GreyPage Load(string path) => new(Native.pixRead(path), "read");

    /// <summary>Reads a PGM row by row: the library reads one byte after another, which takes longer than all that is done with the page.</summary>
    /// <param name="path">A PGM file of which the header has been checked.</param>
    /// <param name="width">As the header says, in pixels.</param>
    /// <param name="height">As the header says, in pixels.</param>
    /// <param name="header">Its length in bytes.</param>
    /// <exception cref="ImageException">Not readable as an image.</exception>
    public static GreyPage Load(string path, int width, int height, int header)
    {
        var page = new GreyPage(Native.pixCreate(width, height, Grey), "make");
        try
        {
            page.Fill(path, header);
            return page;
        }
        catch (IOException cut)
        {
            page.Dispose();
            throw new ImageException($"Leptonica could not read the page image ({cut.Message}).");
        }
        catch (ImageException)
        {
            page.Dispose();
            throw;
        }
    }

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

    /// <summary>Parts of it side by side, with paper between them: columns that stand apart, to be read in one go.</summary>
    /// <param name="parts">As high as each other, from left to right, each within the page.</param>
    /// <param name="between">In pixels.</param>
    /// <exception cref="ImageException">Refused.</exception>
    public GreyPage SideBySide(IReadOnlyList<PixelBox> parts, int between)
    {
        using var first = PixHandle.Checked(Clip(_pix, parts[0]), "clip");
        var widened = Native.pixAddBorderGeneral(first, 0, parts.Skip(1).Sum(part => part.Width + between), 0, 0, Paper);
        var page = new GreyPage(widened, "widen");
        var at = parts[0].Width;
        foreach (var part in parts.Skip(1))
        {
            if (Native.pixRasterop(widened, at + between, 0, part.Width, part.Height, Native.Paste, _pix, part.X, part.Y) is not 0)
            {
                page.Dispose();
                throw new ImageException("Leptonica could not put columns of the page image side by side.");
            }

            at += between + part.Width;
        }

        return page;
    }

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
    /// <param name="mayBeStamped">Stamps are looked for too: of paper that somebody has scanned.</param>
    /// <exception cref="ImageException">Refused, or more specks than a page has words.</exception>
    public PageInk FindInk(bool mayBeStamped = false)
    {
        using var dark = PixHandle.Checked(Native.pixThresholdToBinary(_pix, InkThreshold), "binarise");
        using var faint = PixHandle.Checked(Native.pixThresholdToBinary(_pix, RuleThreshold), "binarise");
        var stamps = mayBeStamped ? StampInk.Find(_pix) : null;
        try
        {
            return PageInk.Of(dark, faint, stamps);
        }
        catch (ImageException)
        {
            stamps?.Dispose();
            throw;
        }
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

    /// <summary>With paper where there were rules, strokes and stamps, turned: for whoever reads letters.</summary>
    /// <param name="ink">As found in it.</param>
    /// <param name="quarters">By which it is turned, clockwise.</param>
    /// <exception cref="ImageException">Refused.</exception>
    public GreyPage WithoutRules(PageInk ink, int quarters)
    {
        using var copy = PixHandle.Checked(Native.pixCopy(0, _pix), "copy");
        ink.Erase(copy, Paper);
        return new(Native.pixRotateOrth(copy, quarters), "turn");
    }

    /// <summary>Writes it as the library keeps it, smaller by a factor: nothing is encoded, and Tesseract reads with the same library.</summary>
    /// <returns>The size of what was written, in pixels.</returns>
    /// <exception cref="ImageException">Refused.</exception>
    public (int Width, int Height) Save(string path, float scale = 1)
    {
        using var sized = PixHandle.Checked(scale is 1 ? Native.pixCopy(0, _pix) : Native.pixScaleAreaMap(_pix, scale, scale), "scale");
        if (Native.pixWrite(path, sized, Spix) is not 0)
        {
            throw new ImageException("Leptonica could not write the page image.");
        }

        _ = Native.pixGetDimensions(sized, out var width, out var height, out _);
        return (width, height);
    }

    public void Dispose() => _pix.Dispose();

    private void Fill(string path, int header)
    {
        var (data, row) = (Native.pixGetData(_pix), new byte[Width]);
        var stride = Native.pixGetWpl(_pix) * sizeof(int);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, ReadAtOnce);
        file.Position = header;
        for (var at = 0; at < Height; at++)
        {
            file.ReadExactly(row);
            Marshal.Copy(row, 0, data + ((nint)at * stride), row.Length);
        }

        // The library keeps four pixels in a word, the first of them on top.
        if (Native.pixEndianByteSwap(_pix) is not 0)
        {
            throw new ImageException("Leptonica could not order the pixels of the page image.");
        }
    }

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
