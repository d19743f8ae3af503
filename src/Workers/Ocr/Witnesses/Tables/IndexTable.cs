using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Witnesses.Tables;

/// <summary>Where a column lies. The outermost reach to the edges of the page.</summary>
internal readonly record struct TableColumn(ColumnKind Kind, double Left, double Right);

/// <summary>One inscription as its words lie on the page.</summary>
/// <param name="Number">Null where only a date marks it: the number could not be read.</param>
/// <param name="Cells">The lines of each column that has words here, from top to bottom.</param>
internal sealed record IndexBand(PageBox Box, LocatedText? Number, LocatedText? Date, IReadOnlyDictionary<ColumnKind, IReadOnlyList<LocatedText>> Cells)
{
    /// <summary>The number without the spaces between its groups; empty where it could not be read.</summary>
    public string Digits => Number is null ? "" : NumberShape.Compact(Number.Text);

    public LocatedText? Nature => Joined(ColumnKind.Nature);

    public LocatedText? Remarks => Joined(ColumnKind.Remarks);

    /// <summary>
    /// Each line of the columns of names, those whom the act comes from first; where a column of qualities stands beside it, a line without one
    /// belongs to the name before.
    /// </summary>
    public IReadOnlyList<LocatedText> Parties =>
        [.. Lines(ColumnKind.From), .. Lines(ColumnKind.To), .. Named([.. Lines(ColumnKind.Parties)], Lines(ColumnKind.Quality))];

    public IReadOnlyList<LocatedText> Radiations => Lines(ColumnKind.Radiations);

    public IReadOnlyList<LocatedText> AddressNotices => Lines(ColumnKind.AddressNotices);

    public IReadOnlyList<LocatedText> Lines(ColumnKind kind) => Cells.GetValueOrDefault(kind) ?? [];

    private LocatedText? Joined(ColumnKind kind) => Lines(kind) is { Count: > 0 } lines ? lines.Aggregate((one, next) => one.With(next)) : null;

    private static List<LocatedText> Named(List<LocatedText> lines, IReadOnlyList<LocatedText> qualities)
    {
        for (var i = lines.Count - 1; i > 0 && qualities is not []; i--)
        {
            if (qualities.All(quality => quality.Box.SharedHeight(lines[i].Box) <= 0))
            {
                lines[i - 1] = lines[i - 1].With(lines[i]);
                lines.RemoveAt(i);
            }
        }

        return lines;
    }
}

/// <summary>The table of an index page as its words show it.</summary>
/// <param name="HasHeadings">False where columns were told by what stands in them: then only numbers and dates are known.</param>
/// <param name="Bands">From top to bottom, one an inscription.</param>
internal sealed record IndexTable(bool HasHeadings, IReadOnlyList<TableColumn> Columns, IReadOnlyList<IndexBand> Bands)
{
    private const int LeastColumns = 3;
    private const int LeastOfIndex = 4;
    private const int LeastSure = 75;
    private const int LeastLetters = 4;
    private const int LeastDigits = 4;

    /// <summary>Below headings the first row begins sooner than this many heights of its numbers, also where a line of small headings stands between.</summary>
    private const double Room = 3.5;

    /// <summary>Lines between the headings and the first inscription; of a page without headings none.</summary>
    public IReadOnlyList<TextLine> Above { get; init; } = [];

    /// <summary>Where the rows begin: below the headings, in points; null where none were read.</summary>
    public double? Top { get; init; }

    /// <summary>
    /// An inscription stands above the first one, of which neither number nor date could be read: a name is read there, and more in other columns; or a number, where a row has room.
    /// </summary>
    public bool HasOneAbove => (HasRoomAbove && Above.Any(line => line.Words.Any(word => word.Text.Count(char.IsAsciiDigit) >= LeastDigits))) || Above.Any(line =>
        line.Words.Any(word => word.Confidence >= LeastSure && word.Text.Count(char.IsLetter) >= LeastLetters && ColumnOf(word) is { Kind: ColumnKind.Parties or ColumnKind.From or ColumnKind.To })
        && line.Words.Select(ColumnOf).OfType<TableColumn>().Distinct().Count() >= LeastColumns);

    /// <summary>No list within a deed: it has an index's own headings, and inscriptions below them.</summary>
    public bool IsIndex => HasHeadings && Columns.Count >= LeastOfIndex && Bands.Any(band => band.Number is not null);

    private bool HasRoomAbove => Top is { } top && Bands is [var first, ..] && first.Box.Top - top > Room * Bands.Select(band => (band.Number ?? band.Date)?.Box.Height ?? 0).Order().ElementAt(Bands.Count / 2);

    private TableColumn? ColumnOf(PageWord word) =>
        Columns.Where(column => word.Box.Centre > column.Left && word.Box.Centre <= column.Right).Select(column => (TableColumn?)column).FirstOrDefault();

    public TableColumn? Find(ColumnKind kind) => Columns.Where(column => column.Kind == kind).Select(column => (TableColumn?)column).FirstOrDefault();
}
