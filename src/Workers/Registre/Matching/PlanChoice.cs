namespace Workers.Registre.Matching;

/// <summary>A plan that the site offers for a lot.</summary>
/// <param name="Position">Place in the list, from 0.</param>
internal sealed record PlanRow(int Position, params IReadOnlyList<string> Cells);

/// <summary>Several plans of one lot: the latest is the one in force; the others are kept as candidates in the history. Pure.</summary>
internal static class PlanChoice
{
    /// <param name="lot">That was asked for: its number is no date.</param>
    /// <returns>
    /// The row to take: by date where each row has one; the last where none says anything that could be one. Null when the list is empty, or when it cannot be told: a list whose
    /// dates are not understood would give an old plan for the one in force.
    /// </returns>
    public static PlanRow? Decide(IReadOnlyList<PlanRow> rows, string lot)
    {
        var dates = rows.Select(row => row.Cells.Select(FrenchDate.In).FirstOrDefault(date => date is not null)).ToList();
        if (dates.TrueForAll(date => date is null))
        {
            dates = CompactDates(rows, lot) ?? dates;
        }

        if (dates.TrueForAll(date => date is not null))
        {
            return rows.Zip(dates).OrderBy(entry => entry.Second).ThenBy(entry => entry.First.Position).LastOrDefault().First;
        }

        return rows.Count == 1 || (dates.TrueForAll(date => date is null) && !rows.Any(row => row.Cells.Any(cell => MayBeDate(cell, lot)))) ? rows[^1] : null;
    }

    /// <summary>The first column that holds eight digits which are a day in each row, and is not that of the lot.</summary>
    private static List<DateOnly?>? CompactDates(IReadOnlyList<PlanRow> rows, string lot) => Enumerable
        .Range(0, rows.Count == 0 ? 0 : rows.Min(row => row.Cells.Count))
        .Select(column => rows.Select(row => row.Cells[column]).Select(cell => WrittenNumber.Has(cell, lot) ? null : FrenchDate.Compact(cell)).ToList())
        .FirstOrDefault(column => column.TrueForAll(date => date is not null));

    /// <summary>Four digits and more that are not the lot's: a year, or a date in a way that is not known.</summary>
    private static bool MayBeDate(string cell, string lot) => !WrittenNumber.Has(cell, lot) && cell.Count(char.IsAsciiDigit) >= 4;
}
