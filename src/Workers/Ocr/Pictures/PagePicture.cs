using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;
using Workers.Ocr.Leptonica;
using Workers.Ocr.Pages;

namespace Workers.Ocr.Pictures;

/// <summary>
/// A page for people to look at: small, as a band of it, or as a box of it. Only what our own pdftoppm wrote comes in,
/// as bare pixels after its header was checked: no decoder is registered, and memory has a bound.
/// </summary>
internal sealed class PagePicture : IDisposable
{
    /// <summary>The largest that OCR_PAGE_MAX_SIDE allows; longer pages are refused.</summary>
    private const int LongestSide = 10_000;

    private const int JpegQuality = 80;

    private static readonly Configuration NoDecoders = new()
    {
        MemoryAllocator = MemoryAllocator.Create(new() { AllocationLimitMegabytes = 256, MaximumPoolSizeMegabytes = 64 }),
    };

    private readonly Image<L8> _page;

    private PagePicture(Image<L8> page) => _page = page;

    public int Width => _page.Width;

    public int Height => _page.Height;

    /// <param name="path">A PGM file that our own pdftoppm wrote.</param>
    /// <exception cref="ImageException">Not such a file, or too large.</exception>
    public static PagePicture Load(string path)
    {
        if (PgmHeader.Read(path) is not { Width: <= LongestSide, Height: <= LongestSide } header)
        {
            throw new ImageException("The page image is no grey image of a bearable size.");
        }

        var file = File.ReadAllBytes(path);
        return new(Image.LoadPixelData<L8>(NoDecoders, file.AsSpan(header.Length), header.Width, header.Height));
    }

    /// <summary>The whole page as a JPEG of which no side is longer; never larger than the page.</summary>
    public byte[] Thumbnail(int longestSide)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(longestSide, 1);
        var side = Math.Min(longestSide, Math.Max(Width, Height));
        using var small = _page.Clone(image => image.Resize(new ResizeOptions { Mode = ResizeMode.Max, Size = new(side, side) }));
        return Jpeg(small);
    }

    /// <summary>The band over the whole width from <paramref name="top"/> to <paramref name="bottom"/>, as parts of the height, as a PNG.</summary>
    public byte[] Strip(double top, double bottom)
    {
        var (first, last) = ((int)(Math.Clamp(top, 0, 1) * Height), (int)Math.Ceiling(Math.Clamp(bottom, 0, 1) * Height));
        return Crop(0, first, Width, last - first);
    }

    /// <summary>The box as a PNG; what lies outside the page is left out.</summary>
    /// <exception cref="ImageException">Nothing of it lies on the page.</exception>
    public byte[] Crop(int left, int top, int width, int height)
    {
        var box = Rectangle.Intersect(new(left, top, width, height), _page.Bounds());
        if (box.Width <= 0 || box.Height <= 0)
        {
            throw new ImageException("The box lies outside the page.");
        }

        using var part = _page.Clone(image => image.Crop(box));
        using var png = new MemoryStream();
        part.Save(png, new PngEncoder());
        return png.ToArray();
    }

    public void Dispose() => _page.Dispose();

    private static byte[] Jpeg(Image<L8> image)
    {
        using var jpeg = new MemoryStream();
        image.Save(jpeg, new JpegEncoder { Quality = JpegQuality });
        return jpeg.ToArray();
    }
}
