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

    private static bool IsDitto(IndexField field, IndexTable table, IndexBand band, WordPage words) => field.Seen(band) is not "" and var seen
        ? Words.Contains(NumberShape.Compact(seen))
        : table.Find(field.Column) is { } column && words.Words.Any(word => IsMark(word) && Lies(word.Box, column, band));

    private static bool IsMark(PageWord word) => word.Text.All(letter => Marks.Contains(letter, StringComparison.Ordinal));

    private static bool Lies(PageBox mark, TableColumn column, IndexBand band) =>
        mark.Centre > column.Left && mark.Centre < column.Right && mark.Middle > band.Box.Top && mark.Middle < band.Box.Bottom;
}
