using Workers.Ocr.Leptonica;
using Workers.Ocr.Witnesses.Words;
using Workers.Pdf;

namespace Workers.Ocr.Witnesses.Ink;

/// <summary>A straight line that was printed or drawn.</summary>
/// <param name="At">Its height for one across the page, its distance from the left edge for one down the page, in points.</param>
/// <param name="From">Where it begins, in points.</param>
/// <param name="To">Where it ends, in points.</param>
internal readonly record struct Rule(double At, double From, double To)
{
    public double Length => To - From;
}

/// <summary>What is dark on a page, without knowing any letter: its rules, and marks that are about a word each.</summary>
internal sealed record InkMarks(PageSize Size, IReadOnlyList<Rule> Across, IReadOnlyList<Rule> Down, IReadOnlyList<PageBox> Words)
{
    /// <summary>A wide page's rule differs by a line's height at more degrees than this.</summary>
    private const double Straight = 0.3;

    /// <summary>How the page lies that a viewer shows.</summary>
    public PageTurn Turn { get; private init; }

    /// <summary>A stamp with all that it lies on, and what is too high for a word: a picture, a shadow. Nothing is sure of what is read there.</summary>
    public IReadOnlyList<PageBox> Blots { get; init; } = [];

    /// <summary>Level pieces of lines across that a pen drew, or a press; what one goes through is struck out.</summary>
    public IReadOnlyList<PageBox> Strokes { get; init; } = [];

    /// <summary>Marks that stand beside each other, as lines of writing, from top to bottom.</summary>
    public IReadOnlyList<PageBox> Lines { get; } = [.. PageRows.Of(Words, word => word).Select(row => PageBox.Around(row))];

    /// <summary>The same marks on the page as it is set upright. Rules of a page that lies askew are none: they have no one height.</summary>
    /// <param name="turn">How the page lies that was looked at.</param>
    /// <param name="skew">By how many degrees, clockwise, its writing lay askew even so.</param>
    public InkMarks SetUpright(PageTurn turn, double skew)
    {
        var turned = SetUpright(turn) with
        {
            Turn = turn,
            Blots = [.. Blots.Select(blot => turn.SetUpright(blot, Size))],
            Strokes = turn is PageTurn.Upright or PageTurn.UpsideDown ? [.. Strokes.Select(stroke => turn.SetUpright(stroke, Size))] : [],
        };
        return Math.Abs(skew) < Straight ? turned : new(turned.Size, [], [], [.. turned.Words.Select(word => word.Straightened(turned.Size, skew))])
        {
            Turn = turn,
            Blots = [.. turned.Blots.Select(blot => blot.Straightened(turned.Size, skew))],
        };
    }

    private InkMarks SetUpright(PageTurn turn) => turn switch
    {
        PageTurn.Upright => this,
        PageTurn.UpsideDown => new(Size, Turned(Across, Size.Height, Size.Width), Turned(Down, Size.Width, Size.Height), Boxes(turn)),
        PageTurn.QuarterRight => new(turn.SetUpright(Size), Turned(Down, Size.Width, null), Turned(Across, null, Size.Width), Boxes(turn)),
        _ => new(turn.SetUpright(Size), Turned(Down, null, Size.Height), Turned(Across, Size.Height, null), Boxes(turn)),
    };

    /// <summary>A place of the page set upright, on the page as a viewer shows it.</summary>
    public PageBox AsShown(PageBox box) => Turn.AsShown(box, Size);

    /// <param name="ink">As found in an image of the whole page.</param>
    /// <param name="width">Of that image in pixels.</param>
    /// <param name="height">Of that image in pixels.</param>
    public static InkMarks Of(PageInk ink, PageSize size, int width, int height)
    {
        var (across, down) = (size.Width / width, size.Height / height);
        PageBox Place(PixelBox box) => new(box.X * across, box.Y * down, (box.X + box.Width) * across, (box.Y + box.Height) * down);
        List<PageBox> marks = [.. ink.Marks.Select(Place)];
        return new(
            size,
            Rules.Join(ink.Across.Select(piece => new Rule((piece.Y + (piece.Height / 2.0)) * down, piece.X * across, (piece.X + piece.Width) * across)), size.Width),
            Rules.Join(ink.Down.Select(piece => new Rule((piece.X + (piece.Width / 2.0)) * across, piece.Y * down, (piece.Y + piece.Height) * down)), size.Height),
            [.. marks.Where(WordShape.IsWord)])
        {
            Blots = [.. marks.Where(WordShape.IsBlot), .. ink.Stamps.Select(Place)],
            Strokes = [.. ink.Strokes.Select(Place)],
        };
    }

    /// <param name="place">Side of the page from which the place is counted after the turn; null: from the same end as before.</param>
    /// <param name="along">The same for where a rule begins and ends.</param>
    private static IReadOnlyList<Rule> Turned(IReadOnlyList<Rule> rules, double? place, double? along) =>
    [
        .. rules.Select(rule => new Rule(
            place is { } side ? side - rule.At : rule.At,
            along is { } length ? length - rule.To : rule.From,
            along is { } same ? same - rule.From : rule.To)).OrderBy(rule => rule.At),
    ];

    private IReadOnlyList<PageBox> Boxes(PageTurn turn) => [.. Words.Select(word => turn.SetUpright(word, Size))];
}

/// <summary>What may be a word or part of one: neither a speck nor a picture. Pure.</summary>
internal static class WordShape
{
    private const double Lowest = 3;
    private const double Highest = 40;
    private const double Narrowest = 1.5;

    public static bool IsBlot(PageBox box) => box.Height > Highest;

    public static bool IsWord(PageBox box) => box.Height is >= Lowest and <= Highest && box.Width >= Narrowest;
}
