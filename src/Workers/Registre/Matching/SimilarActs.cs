namespace Workers.Registre.Matching;

/// <summary>A row of the list that the site offers when a number is not the only one of its kind.</summary>
/// <param name="Position">Place in the list, from 0.</param>
/// <param name="Cells">The texts of the row, as shown.</param>
/// <param name="PaperOnly">Kept at the registry's office; cannot be viewed.</param>
internal sealed record SimilarRow(int Position, IReadOnlyList<string> Cells, bool PaperOnly)
{
    public string Text => string.Join(" | ", Cells.Select(cell => cell.Trim()).Where(cell => cell.Length > 0));

    public bool HasNumber(string number) => Cells.Any(cell => WrittenNumber.Has(cell, number));

    /// <summary>No cell names one of these differently: a row that does not say it may be the one.</summary>
    /// <param name="known">All that a cell could say.</param>
    public bool MayBe(string wanted, IEnumerable<string> known)
    {
        var said = known.Where(name => Cells.Any(cell => PlaceName.AreSame(cell, name))).ToList();
        return said.Count == 0 || said.Exists(name => PlaceName.AreSame(name, wanted));
    }
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

    /// <summary>Several are it, or the number is there under another type or circonscription: a person decides.</summary>
    internal sealed record Ambiguous(IReadOnlyList<string> Candidates) : SimilarChoice;
}

/// <summary>Chooses by the fields that a row shows: number, type and circonscription. Pure.</summary>
internal static class SimilarActs
{
    /// <param name="types">All types of act.</param>
    /// <param name="circonscriptions">All that the site knows.</param>
    public static SimilarChoice Decide(IReadOnlyList<SimilarRow> rows, DocumentRequest request, IReadOnlyList<string> types, IReadOnlyList<string> circonscriptions)
    {
        var numbered = rows.Where(row => row.HasNumber(request.Number)).ToList();
        if (numbered.Count == 0)
        {
            return new SimilarChoice.NoSuchNumber(Texts(rows));
        }

        var named = numbered
            .Where(row => request.ActeType is not { } type || row.MayBe(type, types))
            .Where(row => row.MayBe(request.Circonscription, circonscriptions))
            .ToList();
        if (named.Count == 0)
        {
            return new SimilarChoice.Ambiguous(Texts(numbered));
        }

        var viewable = named.Where(row => !row.PaperOnly).ToList();
        return viewable.Count switch
        {
            0 => new SimilarChoice.PaperOnly(Texts(named)),
            1 => new SimilarChoice.Take(viewable[0]),
            _ => new SimilarChoice.Ambiguous(Texts(viewable)),
        };
    }

    private static IReadOnlyList<string> Texts(IEnumerable<SimilarRow> rows) => [.. rows.Select(row => row.Text)];
}
