using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Witnesses.Tables;

/// <summary>Where the columns of a table lie, from its headings and the words below them. Pure.</summary>
internal static class TableColumns
{
    /// <summary>Headings stand a little to the right of what is below them at times; in points.</summary>
    private const double Slack = 4;

    /// <summary>Words of one column begin, or end, this near to each other.</summary>
    private const double Aligned = 6;

    private const int LeastRows = 2;

    /// <summary>
    /// Between two headings the column ends at the rule down the page, where there is exactly one; else where the fewest words are cut through, in the
    /// widest such place: a stamp below the table has words where the table has none.
    /// </summary>
    /// <param name="uprights">Where the page has rules down it, in points.</param>
    public static IReadOnlyList<TableColumn> Under(IReadOnlyList<Heading> headings, IReadOnlyList<PageWord> body, IReadOnlyList<double> uprights)
    {
        var columns = new List<TableColumn>();
        var left = double.NegativeInfinity;
        for (var i = 0; i < headings.Count; i++)
        {
            var right = i + 1 < headings.Count ? Edge(headings[i].Box, headings[i + 1].Box, body, uprights) : double.PositiveInfinity;
            columns.Add(new(headings[i].Kind, left, right));
            left = right;
        }

        return columns;
    }

    /// <summary>Without headings only dates and the numbers beside them tell themselves.</summary>
    /// <returns>Empty when they do not.</returns>
    public static IReadOnlyList<TableColumn> ByContent(IReadOnlyList<TextLine> lines)
    {
        var runs = lines.Select(line => NumberShape.Runs(line.Words).Select(LocatedText.Of).ToList()).ToList();
        var dates = Column(runs.SelectMany(line => line.Where(run => NumberShape.IsDate(run.Text))));
        if (dates is null)
        {
            return [];
        }

        // A line with a date has its number; the other numbers of a page lie in columns that have fewer lines.
        var dated = runs.Where(line => line.Any(run => NumberShape.IsDate(run.Text) && IsWithin(run.Box, dates.Value)));
        var numbers = Column(dated.SelectMany(line => line.Where(run => NumberShape.IsNumber(run.Text))));
        return numbers is null
            ? []
            : new[] { new TableColumn(ColumnKind.Date, dates.Value.Left, dates.Value.Right), new TableColumn(ColumnKind.Number, numbers.Value.Left, numbers.Value.Right) }
                .OrderBy(column => column.Left).ToList();
    }

    /// <returns>The only rule between them, else the middle of the widest stretch that cuts the fewest words.</returns>
    private static double Edge(PageBox heading, PageBox next, IReadOnlyList<PageWord> body, IReadOnlyList<double> uprights)
    {
        if (uprights.Where(rule => rule > heading.Right && rule < next.Left + Slack).ToList() is [var only])
        {
            return only;
        }

        var from = Math.Min(heading.Right, next.Left - Slack);
        var cuts = Enumerable.Range(0, (int)(next.Left - from) + 1)
            .Select(step => (At: from + step, Cut: body.Count(word => word.Box.Left < from + step && word.Box.Right > from + step)))
            .ToList();
        var fewest = cuts.Min(cut => cut.Cut);
        var (best, run) = ((From: 0, Length: 0), 0);
        for (var i = 0; i < cuts.Count; i++)
        {
            run = cuts[i].Cut == fewest ? run + 1 : 0;
            best = run >= best.Length ? (i + 1 - run, run) : best;
        }

        return cuts[best.From + (best.Length / 2)].At;
    }

    /// <summary>The largest set of runs with one left edge.</summary>
    private static (double Left, double Right)? Column(IEnumerable<LocatedText> runs)
    {
        var all = runs.Select(run => run.Box).ToList();
        var sizes = all
            .Select(run => (Run: run, Count: all.Count(other => AreAligned(run, other)), First: all.Find(other => AreAligned(run, other)).Left))
            .OrderByDescending(column => column.Count).ThenBy(column => column.First);
        if (sizes.FirstOrDefault() is not { Count: >= LeastRows, Run: var best })
        {
            return null;
        }

        var largest = all.FindAll(other => AreAligned(best, other));
        return (largest.Min(run => run.Left) - Slack, largest.Max(run => run.Right) + Slack);
    }

    private static bool AreAligned(PageBox one, PageBox other) => Math.Abs(other.Left - one.Left) <= Aligned || Math.Abs(other.Right - one.Right) <= Aligned;

    private static bool IsWithin(PageBox box, (double Left, double Right) column) => box.Centre > column.Left && box.Centre < column.Right;

    /// <summary>Where most of a column's texts begin, end, and have their middle.</summary>
    /// <param name="boxes">Of its texts.</param>
    public sealed class Edges(IReadOnlyCollection<PageBox> boxes)
    {
        private readonly double _left = Median(boxes.Select(box => box.Left));
        private readonly double _right = Median(boxes.Select(box => box.Right));
        private readonly double _centre = Median(boxes.Select(box => box.Centre));

        public bool Fit(PageBox box) => IsNear(box.Left, _left) || IsNear(box.Right, _right) || IsNear(box.Centre, _centre);

        private static bool IsNear(double edge, double others) => Math.Abs(edge - others) <= Aligned;

        /// <returns>Near to nothing where there are none.</returns>
        private static double Median(IEnumerable<double> values) => values.Order().ToList() is { Count: > 0 } sorted ? sorted[sorted.Count / 2] : double.NaN;
    }
}
