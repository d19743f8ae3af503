namespace Workers.Registre.Matching;

/// <summary>A plan that the site offers for a lot.</summary>
/// <param name="Position">Place in the list, from 0.</param>
internal sealed record PlanRow(int Position, string Text);

/// <summary>Several plans of one lot: the latest is the one in force; the others are kept as candidates in the history.</summary>
internal static class PlanChoice
{
    /// <returns>The row to take: by date where each row has one, else the last; null when the list is empty.</returns>
    public static PlanRow? Decide(IReadOnlyList<PlanRow> rows)
    {
        var dated = rows.Select(row => (Row: row, Date: FrenchDate.In(row.Text))).ToList();
        var allDated = dated.TrueForAll(entry => entry.Date is not null);
        return dated.OrderBy(entry => allDated ? entry.Date : null).ThenBy(entry => entry.Row.Position).LastOrDefault().Row;
    }
}
