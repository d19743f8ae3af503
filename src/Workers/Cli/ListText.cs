using Workers.Hosting;

namespace Workers.Cli;

/// <summary>A list as aligned text (pure).</summary>
internal static class ListText
{
    private const int Gap = 2;
    private const int Narrowest = 5;

    // An id is told by its beginning, which 'explain' takes.
    private const int ShortId = 8;

    /// <param name="width">Of the terminal; null where a line may be of any length, as on a pipe.</param>
    public static IEnumerable<string> Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows, int? width)
    {
        List<IReadOnlyList<string>> cells = [headers, .. rows.Select(row => (IReadOnlyList<string>)[.. row.Select(cell => Printable.Of(cell.ReplaceLineEndings(" ")))])];
        var widths = Widths(headers, cells, width);
        foreach (var row in cells)
        {
            yield return string.Join(new string(' ', Gap), row.Select((cell, column) => Cut(headers[column], cell, widths[column]).PadRight(widths[column]))).TrimEnd();
        }
    }

    private static int[] Widths(IReadOnlyList<string> headers, List<IReadOnlyList<string>> cells, int? width)
    {
        var widths = Enumerable.Range(0, headers.Count).Select(column => cells.Max(row => row[column].Length)).ToArray();
        var id = headers.ToList().IndexOf("id");
        if (Total() > width && id >= 0)
        {
            widths[id] = Math.Min(widths[id], ShortId);
        }

        while (Total() > width)
        {
            var widest = Enumerable.Range(0, widths.Length).Where(column => column != id).MaxBy(column => widths[column], Comparer<int>.Default);
            if (widths.Length == 0 || widths[widest] <= Narrowest || widest == id)
            {
                break;
            }

            widths[widest]--;
        }

        return widths;

        int Total() => widths.Sum() + (Gap * (widths.Length - 1));
    }

    private static string Cut(string header, string cell, int width) => cell.Length <= width ? cell : header is "id" ? cell[..width] : cell[..(width - 1)] + "…";
}
