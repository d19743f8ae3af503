using Workers.Pdf;

namespace Workers.Ocr.Witnesses.Words;

/// <summary>A part of a page as a picture of its own.</summary>
/// <param name="Top">Where it begins, in points from the page's upper edge.</param>
/// <param name="Size">Of the part, in points.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
internal readonly record struct PicturePart(double Top, PageSize Size, int Width, int Height)
{
    /// <summary>Where it begins, in points from the page's left edge.</summary>
    public double Left { get; init; }
}
