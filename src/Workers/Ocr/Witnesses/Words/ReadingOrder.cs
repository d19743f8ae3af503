using Workers.Pdf;

namespace Workers.Ocr.Witnesses.Words;

/// <summary>
/// The lines of a page of running text in the order in which a person reads them. A text layer is taken in the order of its list, which
/// tells columns apart; what Tesseract found, in no order, is laid out by places: columns first where a gutter runs down the page. Pure.
/// </summary>
internal static class ReadingOrder
{
    private const double SameRow = 0.6;

    /// <summary>In heights of the writing: a wider gap in a row is the end of a line.</summary>
    private const double WidestGap = 6;

    /// <summary>Kerned and slanted words reach a little over each other, in points.</summary>
    private const double Overlap = 3;
    private const int LongEnoughToPoint = 3;

    /// <summary>Down for across, from word to word: of steeper lines poppler cuts and orders the words otherwise than they were written.</summary>
    private const double MostAslant = 0.008;

    /// <summary>Whether the lines of a page's own text run aslant.</summary>
    public static bool IsAslant(WordPage page)
    {
        var flatten = Flatten(page.Words, page.Size);
        var flat = page.Words.Select(word => flatten(word.Box)).ToList();
        var slopes = flat.Zip(flat.Skip(1)).Where(pair => Follows(pair.First, pair.Second) && pair.Second.Centre > pair.First.Centre)
            .Select(pair => Math.Abs(pair.Second.Middle - pair.First.Middle) / (pair.Second.Centre - pair.First.Centre)).Order().ToList();
        return slopes is not [] && slopes[slopes.Count / 2] > MostAslant;
    }

    public static IReadOnlyList<WrittenLine> Of(WordPage page) =>
        page.Source is WordSource.TextLayer ? AsListed(page.Words, page.Size) : ByPlace(page.Words);

    private static List<WrittenLine> AsListed(IReadOnlyList<PageWord> words, PageSize size)
    {
        var flatten = Flatten(words, size);
        var lines = new List<WrittenLine>();
        var line = new List<(PageWord Word, PageBox Flat)>();
        foreach (var word in words.Select(word => (Word: word, Flat: flatten(word.Box))))
        {
            if (line is [.., var last] && !Follows(last.Flat, word.Flat))
            {
                lines.Add(Line(line));
                line.Clear();
            }

            line.Add(word);
        }

        if (line is not [])
        {
            lines.Add(Line(line));
        }

        return lines;
    }

    /// <summary>How to turn the page's places so that most words are followed to their right.</summary>
    private static Func<PageBox, PageBox> Flatten(IReadOnlyList<PageWord> words, PageSize size)
    {
        var (right, down, left, up) = (0, 0, 0, 0);
        foreach (var (one, next) in words.Zip(words.Skip(1)).Where(pair => pair.First.Text.Length >= LongEnoughToPoint && pair.Second.Text.Length >= LongEnoughToPoint))
        {
            var (across, along) = (next.Box.Centre - one.Box.Centre, next.Box.Middle - one.Box.Middle);
            var reach = 2 * Math.Max(Math.Max(one.Box.Width, one.Box.Height), Math.Max(next.Box.Width, next.Box.Height));
            switch (Math.Abs(across) > Math.Abs(along), Math.Max(Math.Abs(across), Math.Abs(along)) < reach)
            {
                case (true, true) when across > 0:
                    right++;
                    break;
                case (true, true):
                    left++;
                    break;
                case (false, true) when along > 0:
                    down++;
                    break;
                case (false, true):
                    up++;
                    break;
            }
        }

        var most = Math.Max(Math.Max(right, down), Math.Max(left, up));
        return most == right ? box => box
            : most == left ? box => new(size.Width - box.Right, size.Height - box.Bottom, size.Width - box.Left, size.Height - box.Top)
            : most == down ? box => new(box.Top, size.Width - box.Right, box.Bottom, size.Width - box.Left)
            : box => new(size.Height - box.Bottom, box.Left, size.Height - box.Top, box.Right);
    }

    private static bool Follows(PageBox last, PageBox next) =>
        Math.Abs(next.Middle - last.Middle) <= SameRow * Math.Max(last.Height, next.Height)
        && next.Left >= last.Right - Overlap
        && next.Left - last.Right <= WidestGap * Math.Max(last.Height, next.Height);

    private static List<WrittenLine> ByPlace(IReadOnlyList<PageWord> words)
    {
        var rows = PageRows.Of(words, word => word.Box).SelectMany(Pieces).ToList();
        return Gutter.Find([.. rows.Select(row => row.Flat)]) is { } gutter ? [.. InColumns(rows, gutter)] : rows;
    }

    /// <summary>A row is cut at wide gaps: what stands in the margin, or in the other column, is a line of its own.</summary>
    private static IEnumerable<WrittenLine> Pieces(IReadOnlyList<PageWord> row)
    {
        var height = row.Select(word => word.Box.Height).Order().ElementAt(row.Count / 2);
        var piece = new List<(PageWord Word, PageBox Flat)>();
        foreach (var word in row)
        {
            if (piece is [.., var last] && word.Box.Left - last.Flat.Right > WidestGap / 3 * height)
            {
                yield return Line(piece);
                piece = [];
            }

            piece.Add((word, word.Box));
        }

        yield return Line(piece);
    }

    /// <summary>What goes across the gutter parts the page: the columns above it are read before it.</summary>
    private static IEnumerable<WrittenLine> InColumns(List<WrittenLine> rows, double gutter)
    {
        List<WrittenLine> left = [];
        List<WrittenLine> right = [];
        foreach (var row in rows)
        {
            if (row.Flat.Right <= gutter)
            {
                left.Add(row);
            }
            else if (row.Flat.Left >= gutter)
            {
                right.Add(row);
            }
            else
            {
                foreach (var above in left.Concat(right))
                {
                    yield return above;
                }

                left.Clear();
                right.Clear();
                yield return row;
            }
        }

        foreach (var below in left.Concat(right))
        {
            yield return below;
        }
    }

    private static WrittenLine Line(List<(PageWord Word, PageBox Flat)> words) =>
        new([.. words.Select(word => word.Word)], PageBox.Around(words.Select(word => word.Flat)));
}

/// <summary>The empty strip between two columns of text. Pure.</summary>
internal static class Gutter
{
    private const int LeastRows = 6;

    /// <summary>Few rows of a page in columns go across: its title, its signatures.</summary>
    private const double MostAcross = 0.15;

    /// <summary>Each column has at least this part of the lines, and of the width.</summary>
    private const double LeastPart = 0.25;

    /// <param name="lines">Pieces of rows.</param>
    /// <returns>How far from the left it runs, in points; null for a page of one column.</returns>
    public static double? Find(IReadOnlyList<PageBox> lines)
    {
        if (lines.Count < 2 * LeastRows)
        {
            return null;
        }

        var page = PageBox.Around(lines);
        var edges = lines.Select(line => line.Left).Where(left => left > page.Left + (LeastPart * page.Width) && left < page.Right - (LeastPart * page.Width)).Distinct();
        return edges
            .Select(edge => (At: edge - 1, Across: lines.Count(line => line.Left < edge - 1 && line.Right > edge - 1)))
            .Where(edge => edge.Across <= MostAcross * lines.Count
                && lines.Count(line => line.Right <= edge.At) >= LeastPart * lines.Count
                && lines.Count(line => line.Left >= edge.At) >= LeastPart * lines.Count
                && lines.Where(line => line.Right <= edge.At).Average(line => line.Width) >= LeastPart / 2 * page.Width)
            .OrderBy(edge => edge.Across)
            .Select(edge => (double?)edge.At)
            .FirstOrDefault();
    }
}
