namespace Workers.Ocr.Leptonica;

/// <summary>In pixels of the page image, from its upper left corner.</summary>
internal readonly record struct PixelBox(int X, int Y, int Width, int Height);

/// <summary>The rules, strokes and marks of a page, looked for at half its resolution. Holds native memory.</summary>
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

    /// <summary>A stroke of the pen is not straight: it is pieces of rules that are longer than the bars of letters, and lie this near to each other.</summary>
    private const int StrokePiece = 24;
    private const int StrokeGap = 15;
    private const int StrokeSlip = 5;

    /// <summary>The same at full resolution: what of a rule or stroke is painted over, and how far around it.</summary>
    private const int ErasedPiece = 36;
    private const int ErasedAlong = 5;
    private const int ErasedRim = 3;

    /// <summary>A letter goes on at the other side of a rule that is no thicker than this at full resolution, rim included: what lies between is of the letter.</summary>
    private const int Crossing = 11;

    /// <summary>The rules and strokes without what crosses them, at full resolution.</summary>
    private readonly PixHandle _bare;
    private readonly StampInk? _stamps;

    private PageInk(PixHandle bare, StampInk? stamps, IReadOnlyList<PixelBox> across, IReadOnlyList<PixelBox> down, IReadOnlyList<PixelBox> strokes, IReadOnlyList<PixelBox> marks) =>
        (_bare, _stamps, Across, Down, Strokes, Marks) = (bare, stamps, across, down, strokes, marks);

    /// <summary>Pieces of horizontal rules.</summary>
    public IReadOnlyList<PixelBox> Across { get; }

    /// <summary>Pieces of vertical rules.</summary>
    public IReadOnlyList<PixelBox> Down { get; }

    /// <summary>Level pieces of all long lines across, drawn by hand or printed.</summary>
    public IReadOnlyList<PixelBox> Strokes { get; }

    /// <summary>Everything else that is dark, about a word each.</summary>
    public IReadOnlyList<PixelBox> Marks { get; }

    /// <summary>Where stamps lie, whatever they lie on.</summary>
    public IReadOnlyList<PixelBox> Stamps => _stamps?.Places ?? [];

    /// <param name="dark">One bit a pixel, ink is 1: where words are looked for.</param>
    /// <param name="faint">The same with faint ink too: where rules are looked for.</param>
    /// <param name="stamps">What of the page is of stamps; it is disposed with this. Null where nobody has looked, or there is none.</param>
    /// <exception cref="ImageException">Refused, or more specks than a page has words.</exception>
    public static PageInk Of(PixHandle dark, PixHandle faint, StampInk? stamps)
    {
        using var half = PixHandle.Checked(Native.pixReduceRankBinaryCascade(dark, 1, 0, 0, 0), "reduce");
        using var ruled = PixHandle.Checked(Native.pixReduceRankBinaryCascade(faint, 1, 0, 0, 0), "reduce");
        _ = Native.pixGetDimensions(half, out var width, out var height, out _);
        using var across = PixHandle.Checked(Native.pixOpenCompBrick(0, ruled, Math.Max(2, width / AcrossPart), 1), "find rules across");
        using var down = PixHandle.Checked(Native.pixOpenCompBrick(0, ruled, 1, Math.Max(2, height / DownPart)), "find rules down");
        using var strokes = FindStrokes(ruled, Math.Max(2, width / AcrossPart));
        using var lines = PixHandle.Checked(Native.pixOr(0, across, strokes), "join the rules of");
        using var both = PixHandle.Checked(Native.pixOr(0, across, down), "join the rules of");
        using var rules = PixHandle.Checked(Native.pixDilateBrick(0, both, RuleRim, RuleRim), "widen the rules of");
        using var rest = PixHandle.Checked(Native.pixSubtract(0, half, rules), "take the rules off");
        using var closed = PixHandle.Checked(Native.pixCloseSafeBrick(0, rest, WordGap, AccentGap), "close the words of");
        using var unstamped = stamps?.TakeOff(dark);
        using var bareAcross = Bare(unstamped ?? dark, faint, lines);
        using var wideDown = PixHandle.Checked(Native.pixDilateBrick(0, down, RuleRim, RuleRim), "widen the rules of");
        using var fullDown = PixHandle.Checked(Native.pixExpandReplicate(wideDown, Half), "expand the rules of");
        var bare = PixHandle.Checked(Native.pixOr(0, bareAcross, fullDown), "join the rules of");
        try
        {
            return new(bare, stamps, Boxes(across), Boxes(down), Boxes(strokes), Boxes(closed));
        }
        catch (ImageException)
        {
            bare.Dispose();
            throw;
        }
    }

    /// <summary>Long lines across that need not be straight: short level pieces that follow each other.</summary>
    private static PixHandle FindStrokes(PixHandle ruled, int least)
    {
        using var pieces = PixHandle.Checked(Native.pixOpenBrick(0, ruled, StrokePiece, 1), "find strokes in");
        using var joined = PixHandle.Checked(Native.pixCloseSafeBrick(0, pieces, StrokeGap, StrokeSlip), "join the strokes of");
        using var whole = PixHandle.Checked(Native.pixSelectBySize(joined, least, 1, Native.EightWays, Native.SelectWidth, Native.AtLeast, out _), "choose the strokes of");
        return PixHandle.Checked(Native.pixAnd(0, pieces, whole), "choose the strokes of");
    }

    /// <summary>
    /// Lines across at full resolution, exactly where their ink is, but for the strokes of letters that cross them: an entry that was struck out
    /// stays legible by what stands right above and right below the stroke.
    /// </summary>
    /// <param name="dark">The edge of a rule is faint, and would count as a letter beside it.</param>
    private static PixHandle Bare(PixHandle dark, PixHandle faint, PixHandle lines)
    {
        using var about = PixHandle.Checked(Native.pixDilateBrick(0, lines, ErasedAlong, ErasedRim), "widen the rules of");
        using var where = PixHandle.Checked(Native.pixExpandReplicate(about, Half), "expand the rules of");
        using var inside = PixHandle.Checked(Native.pixAnd(0, faint, where), "find the rules of");
        using var exact = PixHandle.Checked(Native.pixOpenCompBrick(0, inside, ErasedPiece, 1), "find the rules of");
        using var wide = PixHandle.Checked(Native.pixDilateBrick(0, exact, ErasedAlong, ErasedRim), "widen the rules of");
        using var others = PixHandle.Checked(Native.pixSubtract(0, dark, wide), "take the rules off");
        using var joined = PixHandle.Checked(Native.pixCloseSafeBrick(0, others, 1, Crossing), "join the letters of");
        return PixHandle.Checked(Native.pixSubtract(0, wide, joined), "find the bare rules of");
    }

    /// <summary>Paints over the stamps and the rules of the grey image that this was found in.</summary>
    internal void Erase(PixHandle grey, uint paper)
    {
        _stamps?.Erase(grey, paper);
        if (Native.pixSetMasked(grey, _bare, paper) is not 0)
        {
            throw new ImageException("Leptonica could not erase the rules of the page image.");
        }
    }

    public void Dispose()
    {
        _bare.Dispose();
        _stamps?.Dispose();
    }

    /// <summary>Each piece that hangs together, at half resolution, as a box of the page.</summary>
    internal static List<PixelBox> Boxes(PixHandle pix)
    {
        using var found = Native.pixConnCompBB(pix, Native.EightWays);
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
