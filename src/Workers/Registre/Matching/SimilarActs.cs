namespace Workers.Registre.Matching;

/// <summary>A row of the list that the site offers when a number is not the only one of its kind.</summary>
/// <param name="Position">Place in the list, from 0.</param>
/// <param name="Cells">The texts of the row, as shown.</param>
/// <param name="PaperOnly">Kept at the registry's office; cannot be viewed.</param>
internal sealed record SimilarRow(int Position, IReadOnlyList<string> Cells, bool PaperOnly)
{
    public string Text => string.Join(" | ", Cells.Select(cell => cell.Trim()).Where(cell => cell.Length > 0));

    public bool HasNumber(string number) => Cells.Any(cell => FoldedText.Number(cell) == number);

    public bool HasKind(string kind) => Cells.Any(cell => FoldedText.Line(cell) == kind);
}

internal abstract record SimilarChoice
{
    private SimilarChoice()
    {
    }

    internal sealed record Take(SimilarRow Row) : SimilarChoice;

    internal sealed record PaperOnly(IReadOnlyList<string> Candidates) : SimilarChoice;

    /// <summary>The list holds only other numbers: taking one of them would be another document.</summary>
    internal sealed record NoSuchNumber(IReadOnlyList<string> Candidates) : SimilarChoice;

    internal sealed record Ambiguous(IReadOnlyList<string> Candidates) : SimilarChoice;
}

internal static class SimilarActs
{
    public static SimilarChoice Decide(IReadOnlyList<SimilarRow> rows, string wantedNumber, string? wantedKind)
    {
        var number = FoldedText.Number(wantedNumber);
        var named = rows.Where(row => row.HasNumber(number)).ToList();
        if (named.Count == 0)
        {
            return new SimilarChoice.NoSuchNumber(Texts(rows));
        }

        var viewable = named.Where(row => !row.PaperOnly).ToList();
        if (viewable.Count == 0)
        {
            return new SimilarChoice.PaperOnly(Texts(named));
        }

        if (viewable.Count > 1 && wantedKind is not null)
        {
            var kind = FoldedText.Line(wantedKind);
            viewable = viewable.Where(row => row.HasKind(kind)).ToList() is { Count: > 0 } ofKind ? ofKind : viewable;
        }

        return viewable.Count == 1 ? new SimilarChoice.Take(viewable[0]) : new SimilarChoice.Ambiguous(Texts(viewable));
    }

    private static IReadOnlyList<string> Texts(IEnumerable<SimilarRow> rows) => [.. rows.Select(row => row.Text)];
}
