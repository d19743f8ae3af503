using System.Collections.Frozen;
using Workers.Pdf;

namespace Workers.Ocr.Witnesses.Words;

/// <summary>
/// A text layer set upright. A page may be shown on its side or upside down, and a sheet may have lain askew under the scanner whose program
/// wrote the text: then each word has a height of its own, and its letters are listed apart. Pure.
/// </summary>
internal static class UprightWords
{
    /// <summary>The same line goes on where a word begins nearer than this part of its height to the end of another.</summary>
    private const double Beside = 1.5;

    /// <summary>Letters of one word touch but for this part of their height; words that were squeezed into a column are hardly farther apart.</summary>
    private const double Touching = 0.05;

    /// <summary>And do not overlap by more than this.</summary>
    private const double Overlapping = 0.12;

    /// <summary>Of one line are what stands this near in height, as a part of it.</summary>
    private const double Level = 0.45;

    private const double LeastDegrees = 0.05;
    private const double MostDegrees = 8;

    /// <summary>Fewer pieces tell nothing of how a page lies.</summary>
    private const int LeastPieces = 6;

    /// <summary>One way must make so much more sense than the other: a common word, or two capitals in their places.</summary>
    private const int Clear = 2;

    /// <summary>The order of the file is taken for that of reading when it goes one way this many times as often as the other.</summary>
    private const int MostlyBackwards = 3;

    /// <summary>Words that nearly every page has, and that mean nothing read backwards.</summary>
    private static readonly FrozenSet<string> Common = new[]
    {
        "de", "des", "du", "la", "les", "et", "au", "nom", "noms", "parties", "date", "acte", "lot", "page", "nature", "remarques", "cadastre", "index", "immeubles", "vente",
        "radiation", "radiations", "circonscription", "foncière", "sous", "pour", "dans", "par", "notaire", "le", "ce", "sur", "que", "qui", "est",
        "of", "the", "and", "to", "for", "deed", "names", "remarks", "registered", "sale", "with", "this", "said", "shall", "registration", "division",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <param name="words">In the order of the file, places of the page as shown.</param>
    /// <param name="size">Of the page as shown.</param>
    public static WordPage Of(IReadOnlyList<PageWord> words, PageSize size)
    {
        var (turn, reverse) = IsOnItsSide(words) ? (PageTurn.QuarterRight, PageTurn.QuarterLeft) : (PageTurn.Upright, PageTurn.UpsideDown);
        var pieces = Turned(words, size, turn);
        var (one, other) = (Set(pieces, size, turn), Set(Turned(words, size, reverse), size, reverse));
        var surer = Sense(one, words) - Sense(other, words);
        return surer >= Clear || (surer > -Clear && !ReadsBackwards(pieces)) ? one : other;
    }

    private static IReadOnlyList<PageWord> Turned(IReadOnlyList<PageWord> words, PageSize size, PageTurn turn) =>
        turn is PageTurn.Upright ? words : [.. words.Select(word => word with { Box = turn.SetUpright(word.Box, size) })];

    private static WordPage Set(IReadOnlyList<PageWord> pieces, PageSize size, PageTurn turn)
    {
        var (page, degrees) = (turn.SetUpright(size), Skew(pieces));
        IReadOnlyList<PageWord> upright = degrees is 0 ? pieces : [.. pieces.Select(piece => piece with { Box = Flat(piece.Box.Straightened(page, degrees), degrees) })];
        var isWhole = degrees is 0 && turn is PageTurn.Upright && pieces.Count(piece => piece.Text.Length is 1) * 2 < pieces.Count;
        return new(WordSource.TextLayer, page, isWhole ? upright : Joined(upright)) { Turn = turn, Skew = degrees };
    }

    /// <summary>A word of several letters is wider than high; single letters stand beside each other.</summary>
    private static bool IsOnItsSide(IReadOnlyList<PageWord> words)
    {
        var (across, down) = (0, 0);
        for (var i = 0; i < words.Count; i++)
        {
            var (box, letters) = (words[i].Box, words[i].Text.Length);
            if (letters > 2)
            {
                _ = box.Width > box.Height ? across += letters : down += letters;
            }
            else if (i > 0 && words[i - 1].Text.Length <= 2 && words[i - 1].Box is var last)
            {
                across += IsChained(box.Middle - last.Middle, Gap(last.Left, last.Right, box.Left, box.Right), box.Height) ? 1 : 0;
                down += IsChained(box.Centre - last.Centre, Gap(last.Top, last.Bottom, box.Top, box.Bottom), box.Width) ? 1 : 0;
            }
        }

        return down > across;
    }

    private static bool IsChained(double off, double gap, double height) => Math.Abs(off) < height / 4 && Math.Abs(gap) < Overlapping * height;

    /// <summary>Between two stretches, whichever comes first; below 0 where they overlap.</summary>
    private static double Gap(double from, double to, double otherFrom, double otherTo) => Math.Max(otherFrom - to, from - otherTo);

    /// <summary>The usual slope from a piece to the next beside it, in degrees, clockwise; 0 where there is none to speak of.</summary>
    private static double Skew(IReadOnlyList<PageWord> words)
    {
        var slopes = new List<(double Degrees, double Across)>();
        for (var i = 1; i < words.Count; i++)
        {
            var (last, next) = (words[i - 1].Box, words[i].Box);
            var height = Math.Min(last.Height, next.Height);
            if (IsBeside(last, next, height) && Math.Abs(last.Height - next.Height) < height / 2)
            {
                // The lower edge of a piece stands level with its text whatever its letters are, and so does the upper one.
                var (off, across) = (next.Middle - last.Middle, next.Centre - last.Centre);
                slopes.Add((Math.Atan2(off * Math.Sign(across), Math.Abs(across)) * 180 / Math.PI, Math.Abs(across)));
            }
        }

        if (slopes.Count < LeastPieces)
        {
            return 0;
        }

        var half = slopes.Sum(slope => slope.Across) / 2;
        foreach (var (degrees, across) in slopes.OrderBy(slope => slope.Degrees))
        {
            half -= across;
            if (half <= 0)
            {
                return Math.Abs(degrees) is > LeastDegrees and < MostDegrees ? degrees : 0;
            }
        }

        return 0;
    }

    private static bool IsBeside(PageBox last, PageBox next, double height) =>
        Math.Abs(next.Middle - last.Middle) < Level * height && Gap(last.Left, last.Right, next.Left, next.Right) is var gap && gap > -Overlapping * height && gap < Beside * height;

    /// <summary>Without the height that a piece has from its slope.</summary>
    private static PageBox Flat(PageBox box, double degrees)
    {
        var height = Math.Max(box.Height / 2, box.Height - (box.Width * Math.Abs(Math.Sin(degrees * Math.PI / 180))));
        return box with { Top = box.Middle - (height / 2), Bottom = box.Middle + (height / 2) };
    }

    /// <summary>Letters and pieces that touch, put together.</summary>
    private static List<PageWord> Joined(IReadOnlyList<PageWord> pieces)
    {
        var words = new List<PageWord>(pieces.Count);
        foreach (var row in PageRows.Of(pieces, piece => piece.Box))
        {
            foreach (var piece in row)
            {
                if (words is [.., var last] && IsBeside(last.Box, piece.Box, Math.Min(last.Box.Height, piece.Box.Height)) && piece.Box.Left - last.Box.Right < Touching * piece.Box.Height)
                {
                    words[^1] = new(last.Text + piece.Text, last.Box.With(piece.Box), Math.Min(last.Confidence, piece.Confidence));
                }
                else
                {
                    words.Add(piece);
                }
            }
        }

        return words;
    }

    /// <summary>How much sense the words make that were put together of pieces: read backwards they end with a capital and begin with a comma.</summary>
    private static int Sense(WordPage page, IReadOnlyList<PageWord> pieces)
    {
        var given = pieces.Select(piece => piece.Text).ToHashSet(StringComparer.Ordinal);
        return page.Words.Select(word => word.Text).Where(text => text.Length > 2 && !given.Contains(text)).Sum(Sense);
    }

    private static int Sense(string word)
    {
        var begins = char.IsUpper(word[0]) && char.IsLower(word[^1]);
        var ends = char.IsUpper(word[^1]) && char.IsLower(word[0]);
        return (Common.Contains(word) ? 2 : 0) + (begins ? 1 : 0) - (ends ? 1 : 0) + (IsStop(word[^1], word[^2]) ? 1 : 0) - (IsStop(word[0], word[1]) ? 1 : 0);
    }

    /// <summary>Amounts have commas within them.</summary>
    private static bool IsStop(char character, char beside) => character is ',' or ':' && char.IsLetter(beside);

    /// <summary>Whether most words stand to the left of the one that the file lists before them.</summary>
    private static bool ReadsBackwards(IReadOnlyList<PageWord> words)
    {
        var (onwards, backwards) = (0, 0);
        for (var i = 1; i < words.Count; i++)
        {
            var (last, next) = (words[i - 1].Box, words[i].Box);
            if (IsBeside(last, next, Math.Min(last.Height, next.Height)))
            {
                _ = next.Left > last.Left ? onwards++ : backwards++;
            }
        }

        return backwards > MostlyBackwards * onwards && backwards >= LeastPieces;
    }
}
