using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Witnesses;

/// <summary>A value of a column that is to be read by itself.</summary>
internal readonly record struct NearPlace(TableColumn Column, PageBox Box);

/// <summary>Which values that are compared to the digit are worth a look from near: there is ink, and nobody is sure yet what it says. Pure.</summary>
internal static class NearLook
{
    /// <summary>Of a page so many are read at the most: a page of which more is unsure is one for a person.</summary>
    private const int Most = 64;

    /// <summary>A word that is as sure as this needs no look from near.</summary>
    private const int Sure = 60;

    /// <summary>And a page of which every such word is as sure as this no further look at all.</summary>
    private const int QuiteSure = 85;

    /// <summary>The shortest value is so much wider than high; a ditto mark is not.</summary>
    private const double LeastWidth = 1.5;

    /// <summary>And so high, as a part of what stands in its column.</summary>
    private const double LeastHeight = 0.6;

    public static bool IsExact(ColumnKind kind) => kind is ColumnKind.Number or ColumnKind.Date or ColumnKind.Radiations;

    /// <summary>What a value of such a column looks like.</summary>
    public static Func<string, bool> ShapeOf(ColumnKind kind) => kind is ColumnKind.Date ? NumberShape.IsDate : NumberShape.IsNumber;

    /// <summary>Numbers first, each column from top to bottom.</summary>
    /// <param name="table">With at least one band.</param>
    public static IReadOnlyList<NearPlace> Find(WordPage words, IndexTable table, InkMarks ink) =>
    [
        .. table.Columns.Where(column => IsExact(column.Kind)).OrderBy(column => column.Kind is not ColumnKind.Number)
            .SelectMany(column => Unsure(words, table, ink, column, Sure).Select(box => new NearPlace(column, box)))
            .Take(Most),
    ];

    /// <summary>All values that are compared to the digit are quite sure; what a stamp lies over never is.</summary>
    /// <param name="table">With at least one band.</param>
    public static bool IsSettled(WordPage words, IndexTable table, InkMarks? ink) => ink is not null && table.Columns.Where(column => IsExact(column.Kind))
        .All(column => !ink.Blots.Any(blot => blot.Right > column.Left && blot.Left < column.Right) && !Unsure(words, table, ink, column, QuiteSure).Any());

    private static IEnumerable<PageBox> Unsure(WordPage words, IndexTable table, InkMarks ink, TableColumn column, int sure)
    {
        var (top, bottom) = (table.Bands[0].Box.Top, table.Bands[^1].Box.Bottom);
        var lines = PageRows.Of(ink.Words.Where(mark => mark.Centre > column.Left && mark.Centre < column.Right && mark.Bottom > top && mark.Top < bottom), mark => mark)
            .Select(row => PageBox.Around(row)).ToList();
        var usual = lines.Select(line => line.Height).Order().ElementAtOrDefault(lines.Count / 2);
        var written = lines.Where(line => line.Width >= LeastWidth * line.Height && line.Height >= LeastHeight * usual).ToList();

        // A number that touches a rule is no mark of its own.
        var hidden = column.Kind is ColumnKind.Number
            ? table.Bands.Where(band => band.Number is null).Select(band => (band.Date?.Box ?? band.Box) with { Left = Math.Max(0, column.Left), Right = Math.Min(words.Size.Width, column.Right) })
                .Where(place => place.Width > 0 && !written.Exists(line => line.SharedHeight(place) > 0))
            : [];
        return written.Concat(hidden).OrderBy(place => place.Top)
            .Where(place => !ink.Blots.Any(blot => blot.SharedWidth(place) > 0 && blot.SharedHeight(place) > 0) && !IsSettled(words, column, place, sure));
    }

    /// <summary>A letter in a number may be a digit that was read as one.</summary>
    private static bool HasShape(ColumnKind kind, string text) => ShapeOf(kind)(text) && (kind is ColumnKind.Date || NumberShape.Compact(text).All(char.IsAsciiDigit));

    /// <summary>It was read surely and from end to end, or surely is words.</summary>
    private static bool IsSettled(WordPage words, TableColumn column, PageBox place, int sure)
    {
        var there = words.Words.Where(word => word.Box.Centre > column.Left && word.Box.Centre < column.Right && word.Box.SharedHeight(place) * 2 > Math.Min(word.Box.Height, place.Height))
            .OrderBy(word => word.Box.Left).ToList();
        return there is not [] && LocatedText.Of(there) is { Other: null } text && text.Confidence >= sure && text.Box.Left - place.Left < place.Height && place.Right - text.Box.Right < place.Height
            && (HasShape(column.Kind, text.Text) || !text.Text.Any(char.IsAsciiDigit));
    }
}
