using System.Buffers;
using System.Text;

namespace Workers.Operations.Documents;

/// <summary>Lists as CSV (pure).</summary>
internal static class CsvText
{
    /// <summary>Before the first line: programs that do not ask know by it how letters are written.</summary>
    public const string ByteOrderMark = "\uFEFF";

    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n;\t'");

    /// <summary>As RFC 4180 has it, but each line ends in a line feed. A text that a spreadsheet would take for a formula gets an apostrophe before it.</summary>
    /// <param name="isText">By column.</param>
    public static string LineOf(IReadOnlyList<string> cells, IReadOnlyList<bool> isText) => string.Join(',', cells.Select((cell, column) => Quote(isText[column] ? Harmless(cell) : cell)));

    /// <summary>Where a list is divided by another sign than ours, each part of a text becomes a cell of its own.</summary>
    private static string Harmless(string cell)
    {
        var harmless = new StringBuilder(cell.Length + 1);
        var begins = true;
        foreach (var sign in cell)
        {
            if (begins && sign is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠')
            {
                harmless.Append('\'');
            }

            harmless.Append(sign);
            begins = sign is ';' or '\t' or '\r' or '\n' || (begins && sign is ' ' or '"');
        }

        return cell is ['\t' or '\r' or '\n', ..] ? $"'{harmless}" : harmless.ToString();
    }

    private static string Quote(string cell) => cell.AsSpan().ContainsAny(Special) || (cell.Length > 0 && (cell[0] is ' ' || cell[^1] is ' '))
        ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
