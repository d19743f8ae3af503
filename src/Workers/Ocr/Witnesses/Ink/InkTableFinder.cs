using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Witnesses.Ink;

/// <summary>Finds the table of a page in its rules and marks. Pure.</summary>
internal static class InkTableFinder
{
    private const int LeastColumns = 3;
    private const int LeastRules = 3;

    /// <summary>Nothing that is written on fits in less, in points.</summary>
    private const double NarrowestColumn = 12;
    private const double LowestBand = 5;

    /// <summary>The table's rules are nearly as long as its longest.</summary>
    private const double FullLength = 0.8;

    /// <summary>So much of the rows has exactly one line in a column of numbers.</summary>
    private const double NearlyEvery = 0.8;

    /// <summary>Widths of numbers and dates vary less than this, as a part of their mean.</summary>
    private const double EvenWidth = 0.25;

    /// <returns>Null when the page shows no table with at least three columns.</returns>
    public static InkTable? Find(InkMarks marks)
    {
        var longest = marks.Across.Select(rule => rule.Length).DefaultIfEmpty(0).Max();
        var rules = marks.Across.Where(rule => rule.Length >= FullLength * longest).ToList();
        if (rules.Count < 2)
        {
            return null;
        }

        var (top, bottom) = (rules[0].At, rules[^1].At);
        var edges = marks.Down.Where(rule => rule.From < bottom && rule.To > top && rule.Length >= (bottom - top) / 2).Select(rule => rule.At).ToList();
        var spans = edges.Zip(edges.Skip(1)).Where(span => span.Second - span.First >= NarrowestColumn).ToList();
        if (spans.Count < LeastColumns)
        {
            return null;
        }

        var bands = rules.Zip(rules.Skip(1))
            .Where(pair => pair.Second.At - pair.First.At >= LowestBand)
            .Select(pair => new PageBox(spans[0].First, pair.First.At, spans[^1].Second, pair.Second.At))
            .Where(band => marks.Words.Any(word => IsIn(word, band)))
            .ToList();
        var hasHeadings = bands is [var first, ..] && spans.All(span => marks.Words.Any(word => IsIn(word, first with { Left = span.First, Right = span.Second })));
        var body = new PageBox(spans[0].First, hasHeadings ? bands[0].Bottom : top, spans[^1].Second, bottom);
        var rows = bands.Skip(hasHeadings ? 1 : 0).ToList();
        var columns = spans.Select(span => Column(marks, body with { Left = span.First, Right = span.Second })).ToList();
        return rules.Count > LeastRules
            ? new(RowBasis.Rules, columns, rows, [.. columns.Where(column => HasOneEach(column, rows) && IsEven(column))])
            : new(RowBasis.Lines, columns, [], Alike([.. columns.Where(IsEven)]));
    }

    private static InkColumn Column(InkMarks marks, PageBox place) =>
        new(place.Left, place.Right, [.. PageRows.Of(marks.Words.Where(word => IsIn(word, place)), word => word).Select(row => PageBox.Around(row))]);

    private static bool HasOneEach(InkColumn column, List<PageBox> rows) =>
        rows is not [] && rows.Count(row => column.Lines.Count(line => line.Middle > row.Top && line.Middle < row.Bottom) is 1) >= NearlyEvery * rows.Count;

    private static bool IsEven(InkColumn column)
    {
        if (column.Lines is [])
        {
            return false;
        }

        var mean = column.Lines.Average(line => line.Width);
        return Math.Sqrt(column.Lines.Average(line => Math.Pow(line.Width - mean, 2))) <= EvenWidth * mean;
    }

    /// <summary>Without rules only two columns that have the same number of lines count: dates and numbers do.</summary>
    private static IReadOnlyList<InkColumn> Alike(List<InkColumn> even) =>
        even.GroupBy(column => column.Lines.Count).Where(columns => columns.Count() > 1).MaxBy(columns => columns.Key)?.ToList() ?? [];

    private static bool IsIn(PageBox word, PageBox place) =>
        word.Centre > place.Left && word.Centre < place.Right && word.Middle > place.Top && word.Middle < place.Bottom;
}
