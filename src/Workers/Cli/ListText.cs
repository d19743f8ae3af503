using Workers.Hosting;
using Workers.Office;

namespace Workers.Cli;

/// <summary>
/// A list as aligned text (pure). Where a terminal is too narrow, ids are told by a beginning that tells them apart, the widest cells shrink behind a word, and what does not fit even so
/// is left out from the right and named; whatever is cut ends with an ellipsis, and headers are never cut.
/// </summary>
internal static class ListText
{
    private const int Gap = 2;

    /// <summary>Cells are not made narrower than this.</summary>
    private const int Narrowest = 8;

    // So much of an id every command takes.
    private const int ShortId = 8;

    /// <param name="width">Of the terminal; null where a line may be of any length, as on a pipe.</param>
    /// <param name="words">Of whom reads it; English where nothing is said.</param>
    public static IEnumerable<string> Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows, int? width, OfficeWords? words = null)
    {
        List<IReadOnlyList<string>> cells = [headers, .. rows.Select(row => (IReadOnlyList<string>)[.. row.Select(cell => Printable.Of(cell.ReplaceLineEndings(" ")))])];
        var columns = Enumerable.Range(0, headers.Count).Select(place => Column.Of(place, cells)).ToList();
        List<Column> shown = [.. columns];
        while (shown.Count > 1 && Total(shown, column => column.Least) > width)
        {
            shown.Remove(shown.Last(column => !column.IsId || shown.TrueForAll(one => one.IsId)));
        }

        Fit(shown, width);
        foreach (var row in cells)
        {
            yield return string.Join(new string(' ', Gap), shown.Select(column => column.Show(row).PadRight(column.Width))).TrimEnd();
        }

        if (shown.Count < columns.Count)
        {
            var left = string.Join(", ", columns.Except(shown).Select(column => headers[column.Place]));
            foreach (var line in WrappedText.Lines((words ?? OfficeWords.English).Say("list.left_out", new() { ["columns"] = left }), width))
            {
                yield return line;
            }
        }
    }

    private static void Fit(List<Column> shown, int? width)
    {
        if (Total(shown, column => column.Width) > width)
        {
            shown.Where(column => column.IsId).ToList().ForEach(column => column.Width = column.Least);
        }

        while (Total(shown, column => column.Width) > width)
        {
            if (shown.Where(column => column.Width > column.Least).OrderByDescending(column => column.Width).ThenByDescending(column => column.Place).FirstOrDefault() is not { } widest)
            {
                // One column alone is wider than the terminal.
                shown[0].Width = Math.Max(1, width.Value);
                return;
            }

            widest.Width--;
        }
    }

    private static int Total(List<Column> columns, Func<Column, int> of) => columns.Sum(of) + (Gap * (columns.Count - 1));

    private sealed class Column
    {
        public required int Place { get; init; }

        public required bool IsId { get; init; }

        /// <summary>Narrower it would tell nothing.</summary>
        public required int Least { get; init; }

        public int Width { get; set; }

        public static Column Of(int place, List<IReadOnlyList<string>> cells)
        {
            var header = cells[0][place];
            var told = cells.Skip(1).Select(row => row[place]).Where(cell => cell.Length > 0).Distinct(StringComparer.Ordinal).ToList();
            var isId = told.Count > 0 && told.TrueForAll(cell => Guid.TryParseExact(cell, "D", out _));
            var natural = cells.Max(row => row[place].Length);
            return new() { Place = place, IsId = isId, Width = natural, Least = Math.Min(natural, Math.Max(header.Length, isId ? BeginningOf(told) + 1 : Narrowest)) };
        }

        public string Show(IReadOnlyList<string> row) => row[Place] is var cell && cell.Length <= Width ? cell
            : IsId ? cell[..(Width - 1)] + "…"
            : WrappedText.Cut(cell, Width);

        /// <summary>How many signs tell each from the others.</summary>
        private static int BeginningOf(List<string> ids)
        {
            var length = ShortId;
            while (ids.DistinctBy(id => id[..length], StringComparer.Ordinal).Count() < ids.Count)
            {
                length++;
            }

            return length;
        }
    }
}
