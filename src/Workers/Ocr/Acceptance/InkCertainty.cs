using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance;

/// <summary>
/// Whether the rows of an ink table surely are the inscriptions of the page: a column with exactly one line in each row, and nothing beside the
/// rows that may be one more. A rule that the scan lost, or a first row that was taken for headings, costs a count otherwise. Pure.
/// </summary>
internal static class InkCertainty
{
    /// <summary>In fewer rows any mark stands once a row.</summary>
    private const int LeastRows = 3;

    /// <summary>Lines of one column are as wide as each other within this part.</summary>
    private const double SameWidth = 0.35;

    /// <summary>A row that was missed lies within so many rows of the others.</summary>
    private const double Near = 2;

    public static bool IsSure(InkTable table, InkMarks? marks)
    {
        if (table.Numbers is not [var first, ..] || table.Count < LeastRows || table.Numbers.Any(column => table.CountIn(column.Left, column.Right) != table.Count))
        {
            return false;
        }

        var rows = table.RowsIn(first.Left, first.Right);
        return table.Basis is RowBasis.Lines
            ? marks is not null
            : rows.Count == table.Bands.Count && first.Lines.Count == rows.Count && marks is not null && !HasOneMore(table, rows, first, marks);
    }

    private static bool HasOneMore(InkTable table, IReadOnlyList<PageBox> rows, InkColumn numbers, InkMarks marks)
    {
        var reach = Near * rows.Average(row => row.Height);
        var (top, bottom) = (rows[0].Top, rows[^1].Bottom);
        var width = numbers.Lines.Average(line => line.Width);
        var beside = PageRows.Of(marks.Words.Where(mark => mark.Centre > numbers.Left && mark.Centre < numbers.Right
                && ((mark.Middle < top && mark.Middle > top - reach) || (mark.Middle > bottom && mark.Middle < bottom + reach))), mark => mark)
            .Select(line => PageBox.Around(line))
            .Where(line => Math.Abs(line.Width - width) <= SameWidth * width)
            .ToList();
        return beside.Any(line => line.Middle > bottom) || (beside is not [] && rows.Any(row => IsFull(table, row)));
    }

    /// <summary>Headings fill every column; of rows that never do, the one that does is the headings.</summary>
    private static bool IsFull(InkTable table, PageBox row) =>
        table.Columns.All(column => column.Lines.Any(line => line.Middle > row.Top && line.Middle < row.Bottom));
}
