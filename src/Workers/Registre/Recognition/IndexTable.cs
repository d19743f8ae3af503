using System.Text;
using Workers.Registre.Matching;

namespace Workers.Registre.Recognition;

/// <summary>A column of a computerised index.</summary>
internal enum IndexColumn
{
    Date,
    Number,
    Nature,
    Quality,
    Name,
    Remarks,
    AddressNotice,
    Radiations,
}

/// <summary>One inscription of a computerised index, word for word.</summary>
internal sealed record IndexEntry(
    string? Date, string Number, string? Nature, IReadOnlyList<IndexParty> Parties, string? Remarks, string? AddressNotice, string? Radiations);

internal sealed record IndexParty(string? Quality, string? Name);

/// <param name="IsWhole">Every row of the tables was read; else something of them was left out.</param>
internal sealed record IndexRows(IReadOnlyList<IndexEntry> Entries, bool IsWhole);

/// <summary>
/// The inscriptions of a computerised index as its tables show them, whatever order their columns have. Only a table whose headings leave no doubt is read;
/// one inscription may take several rows, one for each party. Pure, and bounded whatever the page says.
/// </summary>
internal static class IndexTable
{
    /// <summary>Texts of all entries together, in letters.</summary>
    public const int MostLetters = 2_000_000;

    /// <summary>How many of the known headings a table has at least; among them must be those of <see cref="Needed"/>.</summary>
    private const int FewestColumns = 5;

    private static readonly IndexColumn[] Needed = [IndexColumn.Number, IndexColumn.Nature, IndexColumn.Name];

    /// <returns>Null where no table is one of an index, or it has no row.</returns>
    public static IndexRows? Read(IEnumerable<ShownTable> tables)
    {
        List<Gathered> entries = [];
        var isWhole = true;
        var (rows, letters) = (0, 0);
        foreach (var table in tables)
        {
            Dictionary<IndexColumn, int>? columns = null;
            var first = entries.Count;
            foreach (var row in TableGrid.Place(table.Rows))
            {
                var headings = HeadingsOf(row);
                if (columns is null || headings is not null)
                {
                    columns ??= headings;
                    continue;
                }

                letters += row.Where(cell => !cell.IsContinued).Sum(cell => cell.Cell.Text.Length);
                if (++rows > TableGrid.MostRows || letters > MostLetters)
                {
                    return Of(entries, isWhole: false);
                }

                isWhole &= Take(new(row, columns), entries, first);
            }

            isWhole &= columns is null || (!table.IsCut && table.Rows.Count < TableGrid.MostRows);
        }

        return Of(entries, isWhole);
    }

    private static IndexRows? Of(List<Gathered> entries, bool isWhole) => entries.Count == 0 ? null : new([.. entries.Select(entry => entry.Close())], isWhole);

    /// <returns>False: the row says something that is no part of an entry.</returns>
    private static bool Take(Row row, List<Gathered> entries, int first)
    {
        var number = row.Own(IndexColumn.Number);
        var goesOn = entries.Count > first && number is null && (row.IsContinued(IndexColumn.Number) || row.Own(IndexColumn.Date) is null);
        if (!goesOn && (number is null || !number.Any(char.IsAsciiDigit) || row.IsOneCell))
        {
            return row.IsOneCell || row.IsBlank;
        }

        if (!goesOn)
        {
            entries.Add(new(number!));
        }

        entries[^1].Add(row);
        return true;
    }

    /// <returns>Which column has which heading; null where the row is not the headings of an index.</returns>
    private static Dictionary<IndexColumn, int>? HeadingsOf(IReadOnlyList<PlacedCell> row)
    {
        var columns = new Dictionary<IndexColumn, int>();
        for (var at = 0; at < row.Count; at++)
        {
            var words = row[at].Cell.Text.Length <= 80 ? FoldedText.Line(row[at].Cell.Text) : "";
            foreach (var (column, headings) in SiteFacts.IndexHeadings)
            {
                if (headings.Contains(words, StringComparer.Ordinal) && !columns.TryAdd(column, at))
                {
                    return null;
                }
            }
        }

        return columns.Count >= FewestColumns && Needed.All(columns.ContainsKey) ? columns : null;
    }

    private sealed record Row(IReadOnlyList<PlacedCell> Cells, Dictionary<IndexColumn, int> Columns)
    {
        public bool IsOneCell => Cells.Count > 1 && Cells.All(cell => ReferenceEquals(cell.Cell, Cells[0].Cell));

        public bool IsBlank => Cells.All(cell => cell.IsContinued || Plain(cell.Cell.Text) is null);

        public bool IsContinued(IndexColumn column) => Columns.TryGetValue(column, out var at) && at < Cells.Count && Cells[at].IsContinued;

        /// <summary>What stands in the row itself and not in one above.</summary>
        public string? Own(IndexColumn column) => Columns.TryGetValue(column, out var at) && at < Cells.Count && !Cells[at].IsContinued ? Plain(Cells[at].Cell.Text) : null;

        /// <summary>What stands beside the row, in one above too.</summary>
        public string? Beside(IndexColumn column) => Columns.TryGetValue(column, out var at) && at < Cells.Count ? Plain(Cells[at].Cell.Text) : null;
    }

    private sealed class Gathered(string number)
    {
        private readonly List<IndexParty> _parties = [];
        private readonly Dictionary<IndexColumn, string> _texts = [];

        public void Add(Row row)
        {
            foreach (var column in Enum.GetValues<IndexColumn>().Where(column => column is not (IndexColumn.Number or IndexColumn.Quality or IndexColumn.Name)))
            {
                if (row.Own(column) is { } text)
                {
                    _texts[column] = _texts.TryGetValue(column, out var before) ? $"{before}\n{text}" : text;
                }
            }

            if ((row.Own(IndexColumn.Quality) ?? row.Own(IndexColumn.Name)) is not null)
            {
                _parties.Add(new(row.Beside(IndexColumn.Quality), row.Beside(IndexColumn.Name)));
            }
        }

        public IndexEntry Close() => new(
            Text(IndexColumn.Date), number, Text(IndexColumn.Nature), _parties, Text(IndexColumn.Remarks), Text(IndexColumn.AddressNotice), Text(IndexColumn.Radiations));

        private string? Text(IndexColumn column) => _texts.GetValueOrDefault(column);
    }

    /// <summary>Without signs that no text may hold; null where nothing is left.</summary>
    private static string? Plain(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var sign in text.EnumerateRunes().Where(sign => !Rune.IsControl(sign)))
        {
            kept.Append(sign);
        }

        return kept.ToString().Trim() is { Length: > 0 } plain ? plain : null;
    }
}
