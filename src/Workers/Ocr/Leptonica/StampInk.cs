namespace Workers.Ocr.Leptonica;

/// <summary>
/// What of a page may be of stamps: ink that is lighter than the writing beside it and thicker than the strokes of letters and rules, over an area
/// that no line of writing has. Its places are not trusted. Only what has a frame is taken off, so that what it lies on is legible: lines in a paler
/// pen cover such an area too, and have none. Holds native memory.
/// </summary>
internal sealed class StampInk : IDisposable
{
    /// <summary>Writing is darker than this on even paper of about 200; stamps are pressed, and let the paper through.</summary>
    private const int WritingThreshold = 95;
    private const int StampThreshold = 170;

    /// <summary>To the palest edge of a stamp's letters.</summary>
    private const int EdgeThreshold = 185;

    /// <summary>The edges of dark letters are as light as a stamp: so far around them nothing is taken for one.</summary>
    private const int WritingRim = 5;

    /// <summary>Strokes of letters and rules are thinner than this at half of 300 dpi, those of stamps are not.</summary>
    private const int Thick = 3;

    /// <summary>Parts of one stamp lie nearer than this at half of 300 dpi, about 20 points, and it is higher and wider than any writing, 40 points.</summary>
    private const int Near = 41;
    private const int Least = 84;

    /// <summary>Pieces of a frame, which what it lies on has broken, hang together but for gaps of this much at half of 300 dpi, and one is higher and wider than any word, 19 points.</summary>
    private const int FrameGap = 5;
    private const int Frame = 40;

    /// <summary>The edge of a stamp lies within this much around its thick parts.</summary>
    private const int Rim = 9;

    /// <summary>What covers more than this part of a page is no stamp, nor is anything where less is dark than pale: the writing itself has faded.</summary>
    private const double MostOfPage = 0.15;
    private const int Half = 2;

    private readonly PixHandle _mask;

    private StampInk(PixHandle mask, IReadOnlyList<PixelBox> places) => (_mask, Places) = (mask, places);

    /// <summary>Where the page may be stamped, with a frame or without, in pixels of the page image.</summary>
    public IReadOnlyList<PixelBox> Places { get; }

    /// <param name="grey">The page with its paper evened out.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="ImageException">Refused.</exception>
    public static StampInk? Find(PixHandle grey)
    {
        using var dark = PixHandle.Checked(Native.pixThresholdToBinary(grey, WritingThreshold), "binarise");
        using var writing = PixHandle.Checked(Native.pixDilateBrick(0, dark, WritingRim, WritingRim), "widen the writing of");
        using var pale = PixHandle.Checked(Native.pixThresholdToBinary(grey, StampThreshold), "binarise");
        using var rest = PixHandle.Checked(Native.pixSubtract(0, pale, writing), "take the writing off");
        using var half = PixHandle.Checked(Native.pixReduceRankBinaryCascade(rest, 2, 0, 0, 0), "reduce");
        using var thick = PixHandle.Checked(Native.pixOpenBrick(0, half, Thick, Thick), "find stamps on");
        using var joined = PixHandle.Checked(Native.pixCloseSafeCompBrick(0, thick, Near, Near), "join the stamps of");
        using var large = PixHandle.Checked(Native.pixSelectBySize(joined, Least, Least, Native.EightWays, Native.SelectBoth, Native.AtLeast, out _), "choose the stamps of");
        var places = PageInk.Boxes(large);
        _ = Native.pixGetDimensions(grey, out var width, out var height, out _);
        if (places is [] || places.Sum(place => (double)place.Width * place.Height) > MostOfPage * width * height || Count(dark) < Half * Half * Count(thick))
        {
            return null;
        }

        using var areas = Framed(large, thick);
        using var around = PixHandle.Checked(Native.pixDilateBrick(0, areas, Rim, Rim), "widen the stamps of");
        using var where = PixHandle.Checked(Native.pixExpandReplicate(around, Half), "expand the stamps of");
        using var edges = PixHandle.Checked(Native.pixThresholdToBinary(grey, EdgeThreshold), "binarise");
        using var stamped = PixHandle.Checked(Native.pixSubtract(0, edges, writing), "take the writing off");
        return new(PixHandle.Checked(Native.pixAnd(0, stamped, where), "find the stamps of"), places);
    }

    /// <summary>The same ink without that of stamps.</summary>
    public PixHandle TakeOff(PixHandle ink) => PixHandle.Checked(Native.pixSubtract(0, ink, _mask), "take the stamps off");

    /// <summary>Paints over the stamps of the grey image that this was found in.</summary>
    public void Erase(PixHandle grey, uint paper)
    {
        if (Native.pixSetMasked(grey, _mask, paper) is not 0)
        {
            throw new ImageException("Leptonica could not erase the stamps of the page image.");
        }
    }

    public void Dispose() => _mask.Dispose();

    /// <summary>Those areas that hold a frame.</summary>
    private static PixHandle Framed(PixHandle areas, PixHandle thick)
    {
        using var whole = PixHandle.Checked(Native.pixCloseSafeBrick(0, thick, FrameGap, FrameGap), "join the frames of");
        using var frames = PixHandle.Checked(Native.pixSelectBySize(whole, Frame, Frame, Native.EightWays, Native.SelectBoth, Native.AtLeast, out _), "choose the frames of");
        using var seeds = PixHandle.Checked(Native.pixAnd(0, frames, areas), "choose the stamps of");
        return PixHandle.Checked(Native.pixSeedfillBinary(0, seeds, areas, Native.EightWays), "choose the stamps of");
    }

    private static long Count(PixHandle ink) => Native.pixCountPixels(ink, out var count, 0) is 0
        ? count
        : throw new ImageException("Leptonica could not count the pixels of the page image.");
}
