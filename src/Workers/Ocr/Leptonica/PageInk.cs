namespace Workers.Ocr.Leptonica;

/// <summary>In pixels of the page image, from its upper left corner.</summary>
internal readonly record struct PixelBox(int X, int Y, int Width, int Height);

/// <summary>The rules and the marks of a page, looked for at half its resolution. Holds native memory.</summary>
internal sealed class PageInk : IDisposable
{
    private const int Half = 2;

    /// <summary>A page of close print has about a thousand words; dust and grain make more marks than that.</summary>
    private const int MostMarks = 20_000;

    /// <summary>A rule across is at least this part of the page's width, one down this part of its height: longer than any letter.</summary>
    private const int AcrossPart = 16;
    private const int DownPart = 20;

    /// <summary>What is nearer than this (in pixels at half of 300 dpi: about 4 points) is one word.</summary>
    private const int WordGap = 9;
    private const int AccentGap = 3;
    private const int RuleRim = 3;

    private readonly PixHandle _rules;

    private PageInk(PixHandle rules, IReadOnlyList<PixelBox> across, IReadOnlyList<PixelBox> down, IReadOnlyList<PixelBox> marks) =>
        (_rules, Across, Down, Marks) = (rules, across, down, marks);

    /// <summary>Pieces of horizontal rules.</summary>
    public IReadOnlyList<PixelBox> Across { get; }

    /// <summary>Pieces of vertical rules.</summary>
    public IReadOnlyList<PixelBox> Down { get; }

    /// <summary>Everything else that is dark, about a word each.</summary>
    public IReadOnlyList<PixelBox> Marks { get; }

    /// <param name="dark">One bit a pixel, ink is 1: where words are looked for.</param>
    /// <param name="faint">The same with faint ink too: where rules are looked for.</param>
    /// <exception cref="ImageException">Refused, or more specks than a page has words.</exception>
    public static PageInk Of(PixHandle dark, PixHandle faint)
    {
        using var half = PixHandle.Checked(Native.pixReduceRankBinaryCascade(dark, 1, 0, 0, 0), "reduce");
        using var ruled = PixHandle.Checked(Native.pixReduceRankBinaryCascade(faint, 1, 0, 0, 0), "reduce");
        _ = Native.pixGetDimensions(half, out var width, out var height, out _);
        using var across = PixHandle.Checked(Native.pixOpenBrick(0, ruled, Math.Max(2, width / AcrossPart), 1), "find rules across");
        using var down = PixHandle.Checked(Native.pixOpenBrick(0, ruled, 1, Math.Max(2, height / DownPart)), "find rules down");
        using var both = PixHandle.Checked(Native.pixOr(0, across, down), "join the rules of");
        var rules = PixHandle.Checked(Native.pixDilateBrick(0, both, RuleRim, RuleRim), "widen the rules of");
        try
        {
            using var rest = PixHandle.Checked(Native.pixSubtract(0, half, rules), "take the rules off");
            using var closed = PixHandle.Checked(Native.pixCloseSafeBrick(0, rest, WordGap, AccentGap), "close the words of");
            return new(rules, Boxes(across), Boxes(down), Boxes(closed));
        }
        catch (ImageException)
        {
            rules.Dispose();
            throw;
        }
    }

    /// <summary>Paints over the rules of the grey image that this was found in.</summary>
    internal void Erase(PixHandle grey, uint paper)
    {
        using var mask = PixHandle.Checked(Native.pixExpandReplicate(_rules, Half), "expand the rules of");
        if (Native.pixSetMasked(grey, mask, paper) is not 0)
        {
            throw new ImageException("Leptonica could not erase the rules of the page image.");
        }
    }

    public void Dispose() => _rules.Dispose();

    private static List<PixelBox> Boxes(PixHandle pix)
    {
        const int diagonals = 8;
        using var found = Native.pixConnCompBB(pix, diagonals);
        if (found.IsInvalid)
        {
            throw new ImageException("Leptonica could not find the marks of the page image.");
        }

        var count = Native.boxaGetCount(found);
        if (count > MostMarks)
        {
            throw new ImageException($"The page image has {count} specks: no page has as many words.");
        }

        var boxes = new List<PixelBox>(count);
        for (var i = 0; i < count; i++)
        {
            if (Native.boxaGetBoxGeometry(found, i, out var x, out var y, out var width, out var height) is not 0)
            {
                throw new ImageException("Leptonica could not place a mark of the page image.");
            }

            boxes.Add(new(x * Half, y * Half, width * Half, height * Half));
        }

        return boxes;
    }
}
