using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Witnesses.Tables;

/// <summary>
/// The inscriptions of an index page from its words and their places, by the rules of its templates: an inscription is what has a publication
/// number in the column of numbers. Knows nothing of any model. Pure.
/// </summary>
internal static class IndexTableReader
{
    /// <summary>What is farther than this many heights from a short table is not of it.</summary>
    private const double FarLines = 2.5;

    /// <param name="rules">Heights of the page's horizontal rules in points, where a look at its ink knows them.</param>
    /// <param name="uprights">Where its vertical rules are, in points.</param>
    /// <returns>Null when the page shows no such table.</returns>
    public static IndexTable? Read(WordPage page, IReadOnlyList<double>? rules = null, IReadOnlyList<double>? uprights = null)
    {
        var written = page.Words.Where(word => word.Text.Any(char.IsLetterOrDigit)).ToList();
        var headings = TableHeadings.Find(Lines(written));
        var words = headings is null ? written : [.. written.Where(word => word.Box.Middle > headings.Bottom)];
        var lines = Lines(words);
        var columns = headings is null ? TableColumns.ByContent(lines) : TableColumns.Under(headings.Columns, words, uprights ?? []);
        if (columns is [])
        {
            return null;
        }

        var bands = Bands(lines, columns, rules ?? []);
        if (headings is not null && bands is not [])
        {
            // Once it is known which lines are of the table, those below it no longer say where columns end.
            var (top, bottom) = (bands[0].Box.Top, bands[^1].Box.Bottom);
            columns = TableColumns.Under(headings.Columns, [.. words.Where(word => word.Box.Middle > top && word.Box.Middle < bottom)], uprights ?? []);
            bands = Bands(lines, columns, rules ?? []);
        }

        return new(headings is not null, columns, bands) { Top = headings?.Bottom, Above = headings is null || bands is [] ? [] : [.. lines.TakeWhile(line => line.Box.Middle < bands[0].Box.Top)] };
    }

    private static List<TextLine> Lines(IEnumerable<PageWord> words) => [.. PageRows.Of(words, word => word.Box).Select(row => new TextLine(row))];

    private static List<Start> Starts(List<TextLine> lines, IReadOnlyList<TableColumn> columns)
    {
        var (numbers, dates) = (ColumnOf(columns, ColumnKind.Number), ColumnOf(columns, ColumnKind.Date));
        var found = lines
            .Select((line, i) => new Start(i, Run(line, numbers, NumberShape.IsNumber), dates is null ? null : Run(line, dates, NumberShape.IsDate)))
            .Where(start => start.Number is not null || start.Date is not null)
            .ToList();
        var edgesOfNumbers = new TableColumns.Edges([.. found.Select(start => start.Number?.Box).OfType<PageBox>()]);
        var edgesOfDates = new TableColumns.Edges([.. found.Select(start => start.Date?.Box).OfType<PageBox>()]);
        var marked = found
            .Select(start => start with
            {
                Number = start.Number is { } number && IsOfTable(number.Box, edgesOfNumbers, start.Date is not null, lines[start.Line]) ? number : null,
                Date = start.Date is { } date && edgesOfDates.Fit(date.Box) ? date : null,
            })
            .Where(start => start.Number is not null || start.Date is not null)
            .ToList();

        // Where a date stands below most numbers' own, the page gives two dates to an inscription; else its number could not be read.
        var withoutNumber = marked.Count(start => start.Number is null);
        return Near(lines, withoutNumber * 2 > marked.Count - withoutNumber ? [.. marked.Where(start => start.Number is not null)] : marked);
    }

    /// <summary>A lone number or date beyond a gap that the table does not have within itself is of a foot line.</summary>
    private static List<Start> Near(List<TextLine> lines, List<Start> starts)
    {
        var (first, last) = (starts.FindIndex(start => start.IsFull), starts.FindLastIndex(start => start.IsFull));
        if (first < 0)
        {
            return starts;
        }

        double Gap(int from, int to) => Enumerable.Range(from + 1, to - from).Select(line => lines[line].Box.Top - lines[line - 1].Box.Bottom).DefaultIfEmpty(0).Max();
        var (top, bottom) = (starts[first].Line, starts[last].Line);
        var most = Math.Max(Gap(top, bottom), FarLines * lines[bottom].Box.Height);
        return [.. starts.Where(start => start.Line < top ? Gap(start.Line, top) <= most : start.Line <= bottom || Gap(bottom, start.Line) <= most)];
    }

    /// <summary>A number outside the table (of a page, of a form) stands elsewhere, or alone.</summary>
    private static bool IsOfTable(PageBox number, TableColumns.Edges others, bool hasDate, TextLine line) =>
        hasDate || (others.Fit(number) && line.Words.Any(word => word.Box.SharedWidth(number) <= 0));

    private static List<IndexBand> Bands(List<TextLine> lines, IReadOnlyList<TableColumn> columns, IReadOnlyList<double> rules)
    {
        var starts = Starts(lines, columns);
        var bands = new List<IndexBand>(starts.Count);
        if (starts is [])
        {
            return bands;
        }

        var named = columns.Where(column => column.Kind is ColumnKind.Parties or ColumnKind.From or ColumnKind.To or ColumnKind.Quality).ToList();
        var names = lines.Select(line => line.Words.Where(word => named.Exists(column => IsIn(word.Box, column))).Select(word => word.Box).ToList())
            .Select(boxes => boxes is [] ? (PageBox?)null : PageBox.Around(boxes)).ToList();
        var edges = BandEdges.Of(lines, [.. starts.Select(start => start.Line)], names, rules);
        foreach (var (start, (first, end)) in starts.Zip(edges))
        {
            var cells = new Dictionary<ColumnKind, List<LocatedText>>();
            var inside = lines[first..end];
            foreach (var line in inside)
            {
                foreach (var cell in line.Words.GroupBy(word => columns.FirstOrDefault(column => IsIn(word.Box, column))).Where(cell => cell.Key != default))
                {
                    Add(cells, cell.Key.Kind, LocatedText.Of([.. cell]));
                }
            }

            var dates = cells.GetValueOrDefault(ColumnKind.Date);
            var date = start.Date ?? dates?.Find(cell => NumberShape.IsDate(cell.Text)) ?? dates?.Aggregate((one, next) => one.With(next));
            bands.Add(new(
                PageBox.Around(inside.Select(line => line.Box)), start.Number, date,
                cells.ToDictionary(cell => cell.Key, cell => (IReadOnlyList<LocatedText>)cell.Value)));
        }

        return bands;
    }

    private static void Add(Dictionary<ColumnKind, List<LocatedText>> cells, ColumnKind kind, LocatedText line)
    {
        if (!cells.TryGetValue(kind, out var lines))
        {
            cells[kind] = lines = [];
        }

        lines.Add(line);
    }

    /// <returns>What of the column's words in this line is such a text, without strangers beside it.</returns>
    private static LocatedText? Run(TextLine line, TableColumn? column, Func<string, bool> isSuch) => column is null
        ? null
        : NumberShape.Runs(line.Words.Where(word => IsIn(word.Box, column.Value))).Select(LocatedText.Of).FirstOrDefault(run => isSuch(run.Text));

    private static bool IsIn(PageBox box, TableColumn column) => box.Centre > column.Left && box.Centre <= column.Right;

    private static TableColumn? ColumnOf(IReadOnlyList<TableColumn> columns, ColumnKind kind) =>
        columns.Where(column => column.Kind == kind).Select(column => (TableColumn?)column).FirstOrDefault();

    private sealed record Start(int Line, LocatedText? Number, LocatedText? Date)
    {
        public bool IsFull => Number is not null && Date is not null;
    }
}
