using System.Collections.Frozen;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance;

/// <summary>
/// What stands in a cell that only repeats the one above: a mark (« », "), or a word. A reading may copy the mark or say what it stands for. Pure.
/// </summary>
internal static class Dittos
{
    private const string Marks = "«»\"“”„″′'’‘`,";

    /// <summary>Of these none is a speck.</summary>
    private const string SureMarks = "«»\"“”„″";

    /// <summary>Of a pair of marks each is at least so sure.</summary>
    private const int LeastOfPair = 40;

    private static readonly FrozenSet<string> Words = new[] { "IDEM", "ID", "DO", "DITO", "DITTO", "SAME", "MEME" }.ToFrozenSet(StringComparer.Ordinal);

    /// <returns>The text of the cell, or of the nearest above that says one.</returns>
    public static string Resolve(IndexField field, IndexTable table, int at, WordPage words)
    {
        while (at > 0 && IsDitto(field, table, table.Bands[at], words))
        {
            at--;
        }

        return field.Seen(table.Bands[at]);
    }

    /// <summary>The band that says what a cell surely repeats.</summary>
    /// <param name="leastSure">Confidence below which a word is no witness against anybody.</param>
    /// <param name="mayHoldMore">Whether a line that was not read may stand above a band: what is repeated may be that one's.</param>
    /// <returns>Null where the cell says its value itself, or it is not sure what it repeats.</returns>
    public static int? FindSource(IndexField field, IndexTable table, int at, WordPage words, int leastSure, Func<int, bool> mayHoldMore)
    {
        var source = at;
        while (source > 0 && IsSurelyDitto(field, table, table.Bands[source], words, leastSure))
        {
            if (mayHoldMore(source))
            {
                return null;
            }

            source--;
        }

        return source < at && field.Seen(table.Bands[source]) is not "" and var said && !Words.Contains(NumberShape.Compact(said)) ? source : null;
    }

    /// <summary>A cell says nothing of its own, whatever it repeats: by a word, or by a pair of marks, which no speck is.</summary>
    public static bool Repeats(IndexField field, IndexTable table, int at, WordPage words)
    {
        if (field.Seen(table.Bands[at]) is not "" and var seen)
        {
            return Words.Contains(NumberShape.Compact(seen));
        }

        var marks = table.Find(field.Column) is { } column
            ? string.Concat(words.Words.Where(word => word.Confidence >= LeastOfPair && IsMark(word) && Lies(word.Box, column, table.Bands[at])).Select(word => word.Text))
            : "";
        return marks.Contains('«', StringComparison.Ordinal) && marks.Contains('»', StringComparison.Ordinal);
    }

    private static bool IsSurelyDitto(IndexField field, IndexTable table, IndexBand band, WordPage words, int leastSure) => field.Seen(band) is not "" and var seen
        ? Words.Contains(NumberShape.Compact(seen)) && field.Cells(band).All(cell => cell.Confidence >= leastSure)
        : table.Find(field.Column) is { } column && words.Words.Any(word => word.Confidence >= leastSure && word.Text.All(letter => SureMarks.Contains(letter, StringComparison.Ordinal)) && Lies(word.Box, column, band));

    private static bool IsDitto(IndexField field, IndexTable table, IndexBand band, WordPage words) => field.Seen(band) is not "" and var seen
        ? Words.Contains(NumberShape.Compact(seen))
        : table.Find(field.Column) is { } column && words.Words.Any(word => IsMark(word) && Lies(word.Box, column, band));

    private static bool IsMark(PageWord word) => word.Text.All(letter => Marks.Contains(letter, StringComparison.Ordinal));

    private static bool Lies(PageBox mark, TableColumn column, IndexBand band) =>
        mark.Centre > column.Left && mark.Centre < column.Right && mark.Middle > band.Box.Top && mark.Middle < band.Box.Bottom;
}
