using System.Text;
using CsvHelper;
using Workers.Office;

namespace Workers.Operations.Intake;

/// <summary>One record of a CSV text with the line it starts on, from 1.</summary>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Fields);

/// <summary>
/// CSV as spreadsheets write it: separated by comma, semicolon or tab, or by what a first line <c>sep=</c> names; quoted fields that may
/// hold separators, quotes and line breaks; lines that end in CRLF, LF or CR; blank lines.
/// </summary>
internal static class Csv
{
    private const string Separators = ",;\t";

    // As many as a spreadsheet has.
    private const int MostFields = 16_384;

    /// <param name="most">Records that may be kept; those behind them are only counted.</param>
    /// <exception cref="FileFaultException">A record has too many fields, or a quote stands where it has no meaning, so nobody knows which field the text around it belongs to.</exception>
    public static (IReadOnlyList<CsvRecord> Records, int Count) Parse(string text, int most = int.MaxValue)
    {
        var records = new List<CsvRecord>();
        var (count, isMalformed) = (0, false);
        using var reader = CsvReader.FromText(text, new()
        {
            Separator = SeparatorOf(text),
            HasHeader = false,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            OnMalformedRecord = _ => isMalformed = true,
        });
        while (reader.Read())
        {
            if (isMalformed)
            {
                RefuseQuotes(reader);
                isMalformed = false;
            }

            if (reader.FieldCount > MostFields)
            {
                throw new FileFaultException("file.fields", new() { ["place"] = LineOf(reader.LineNumber), ["fields"] = reader.FieldCount, ["most"] = MostFields });
            }

            var fields = Enumerable.Range(0, reader.FieldCount).Select(reader.GetString).ToList();
            if (fields.Exists(field => !string.IsNullOrWhiteSpace(field)))
            {
                count++;
                if (count <= most)
                {
                    records.Add(new((int)reader.LineNumber, fields));
                }
            }
        }

        return (records, count);
    }

    /// <summary>A line, or a cell of it by its column, as a file's faults name them.</summary>
    public static Remark LineOf(long line, int? column = null) =>
        column is { } index ? Remark.Of("place.cell", new() { ["line"] = line, ["letter"] = Letter(index) }) : Remark.Of("place.line", new() { ["line"] = line });

    /// <summary>A column as spreadsheets call it: A, B… Z, AA….</summary>
    public static string Letter(int index) => index < 26 ? ((char)('A' + index)).ToString() : Letter((index / 26) - 1) + Letter(index % 26);

    // No name of a column holds a separator, so the first one in the header is the file's. Excel's line sep= is left to the reader.
    private static char? SeparatorOf(string text)
    {
        var header = text.AsSpan().TrimStart("\r\n ");
        var end = header.IndexOfAny('\r', '\n');
        header = end < 0 ? header : header[..end];
        if (header.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
        {
            return header is [_, _, _, _, var named] && Separators.Contains(named, StringComparison.Ordinal)
                ? null
                : throw new FileFaultException("file.separator", new() { ["place"] = LineOf(1), ["text"] = TypedText.Show(header.ToString()), ["allowed"] = Remark.Of("word.or", new() { ["one"] = "sep=,", ["other"] = "sep=;" }) });
        }

        var first = header.IndexOfAny(Separators);
        return first < 0 ? ',' : header[first];
    }

    /// <summary>The reader recovers from every misplaced quote; here only Excel's <c>="00123"</c> is understood.</summary>
    private static void RefuseQuotes(CsvReader reader)
    {
        var line = reader.LineNumber;
        for (var index = 0; index < reader.FieldCount; index++)
        {
            var raw = Encoding.UTF8.GetString(reader.GetRawSpan(index));
            if (FaultOf(raw.Trim(' ', '\t')) is { } fault)
            {
                throw new FileFaultException("file.at", new() { ["place"] = LineOf(line, index), ["what"] = fault });
            }

            line += Lines(raw);
        }
    }

    private static Remark? FaultOf(string raw)
    {
        Remark Quotes(string code) => Remark.Of(code, new() { ["text"] = TypedText.Show(raw), ["advice"] = Remark.Of("file.quotes") });
        if (!raw.StartsWith('"'))
        {
            return !raw.Contains('"', StringComparison.Ordinal) || (raw is ['=', '"', .. var inside, '"'] && !inside.Contains('"', StringComparison.Ordinal))
                ? null
                : Quotes("file.quote_within");
        }

        var end = ClosingQuote(raw);
        return end < 0 ? Quotes("file.quote_open")
            : end < raw.Length - 1 ? Quotes("file.quote_behind")
            : null;
    }

    private static int ClosingQuote(string raw)
    {
        for (var index = 1; index < raw.Length; index++)
        {
            if (raw[index] != '"')
            {
                continue;
            }

            if (index == raw.Length - 1 || raw[index + 1] != '"')
            {
                return index;
            }

            index++;
        }

        return -1;
    }

    private static int Lines(string raw) => raw.Replace("\r\n", "\n", StringComparison.Ordinal).AsSpan().CountAny('\r', '\n');
}
