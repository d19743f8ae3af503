using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Witnesses.Ink;

/// <summary>What tells one row of a table from the next.</summary>
internal enum RowBasis
{
    /// <summary>Rules between the rows.</summary>
    Rules,

    /// <summary>Lines of writing: the page has no rules between its rows.</summary>
    Lines,
}

/// <param name="Left">In points.</param>
/// <param name="Right">In points.</param>
/// <param name="Lines">Its lines of writing below the headings, from top to bottom.</param>
internal sealed record InkColumn(double Left, double Right, IReadOnlyList<PageBox> Lines);

/// <summary>
/// A table as its ink shows it, without reading a letter: columns, rows, and how many rows have something in the column that has one line
/// a row (that of numbers, or of dates: both count inscriptions).
/// </summary>
/// <param name="Bands">Rows below the headings that have ink.</param>
/// <param name="Numbers">Columns with one line in nearly every row and lines of nearly one width; empty when there is none.</param>
internal sealed record InkTable(RowBasis Basis, IReadOnlyList<InkColumn> Columns, IReadOnlyList<PageBox> Bands, IReadOnlyList<InkColumn> Numbers)
{
    /// <summary>How many inscriptions the ink shows; null when no column counts them.</summary>
    public int? Count => Numbers is [] ? null : CountIn(Numbers[0].Left, Numbers[0].Right);

    /// <summary>How many rows have ink between these two edges: for a column that another witness knows.</summary>
    public int CountIn(double left, double right) => RowsIn(left, right).Count;

    /// <summary>The rows that have ink between these two edges, from top to bottom.</summary>
    public IReadOnlyList<PageBox> RowsIn(double left, double right)
    {
        var lines = Columns.SelectMany(column => column.Lines).Where(line => line.Centre > left && line.Centre < right).ToList();
        return Basis is RowBasis.Lines
            ? [.. lines.Select(line => line with { Left = Columns[0].Left, Right = Columns[^1].Right })]
            : [.. Bands.Where(band => lines.Any(line => line.Middle > band.Top && line.Middle < band.Bottom))];
    }
}
