namespace Workers.Registre.Recognition;

/// <summary>A table of a page, cell by cell as the page spans them.</summary>
/// <param name="IsCut">The page holds more than was read of it.</param>
internal sealed record ShownTable(IReadOnlyList<IReadOnlyList<ShownCell>> Rows, bool IsCut = false);

/// <param name="Text">What it shows, in one line.</param>
/// <param name="RowSpan">As written; 0 is to the end.</param>
/// <param name="Inner">The texts of a table inside of it, row by row.</param>
internal sealed record ShownCell(string Text, int RowSpan = 1, int ColSpan = 1, IReadOnlyList<IReadOnlyList<string>>? Inner = null);

/// <summary>A cell in its place: every place that a spanning cell covers has it.</summary>
/// <param name="IsContinued">It began in a row above.</param>
internal readonly record struct PlacedCell(ShownCell Cell, bool IsContinued);

/// <summary>Puts the cells of a table into rows and columns, within bounds whatever the page says (pure).</summary>
internal static class TableGrid
{
    public const int MostRows = 10_000;
    public const int MostColumns = 40;

    private static readonly ShownCell Blank = new("");

    /// <returns>Row by row; where a row ends early, it has fewer columns.</returns>
    public static IEnumerable<IReadOnlyList<PlacedCell>> Place(IEnumerable<IReadOnlyList<ShownCell>> rows)
    {
        var hanging = new (ShownCell Cell, int Left)[MostColumns];
        foreach (var row in rows.SelectMany(Unfolded).Take(MostRows))
        {
            var placed = new List<PlacedCell>();
            using var cells = row.Take(MostColumns).GetEnumerator();
            while (placed.Count < MostColumns)
            {
                if (hanging[placed.Count].Left > 0)
                {
                    hanging[placed.Count].Left--;
                    placed.Add(new(hanging[placed.Count].Cell, true));
                }
                else if (cells.MoveNext())
                {
                    Spread(cells.Current, placed, hanging);
                }
                else if (hanging.Skip(placed.Count).Any(cell => cell.Left > 0))
                {
                    placed.Add(new(Blank, false));
                }
                else
                {
                    break;
                }
            }

            yield return placed;
        }
    }

    private static void Spread(ShownCell cell, List<PlacedCell> placed, (ShownCell Cell, int Left)[] hanging)
    {
        var below = cell.RowSpan == 0 ? MostRows : Math.Clamp(cell.RowSpan, 1, MostRows) - 1;
        for (var left = Math.Clamp(cell.ColSpan, 1, MostColumns); left > 0 && placed.Count < MostColumns && hanging[placed.Count].Left == 0; left--)
        {
            hanging[placed.Count] = (cell, below);
            placed.Add(new(cell, false));
        }
    }

    /// <summary>A cell that spans columns and holds a table of just as many is written as the rows of that table, the others spanning them.</summary>
    private static IEnumerable<IReadOnlyList<ShownCell>> Unfolded(IReadOnlyList<ShownCell> row)
    {
        if (row.Where(cell => cell.Inner is not null).ToList() is not [{ Inner: { Count: > 0 } inner } folded] || inner.Any(cells => cells.Count != Math.Max(folded.ColSpan, 1)))
        {
            return [row];
        }

        return inner.Select((cells, at) => (IReadOnlyList<ShownCell>)
        [
            .. row.SelectMany(cell => ReferenceEquals(cell, folded) ? cells.Select(text => new ShownCell(text))
                : at == 0 ? [cell with { RowSpan = inner.Count }]
                : Enumerable.Empty<ShownCell>()),
        ]);
    }
}
