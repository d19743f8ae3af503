using System.Globalization;
using System.Text;
using CsvHelper;

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
    /// <exception cref="FormatException">A record has too many fields, or a quote stands where it has no meaning, so nobody knows which field the text around it belongs to.</exception>
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
                throw new FormatException(string.Create(
                    CultureInfo.InvariantCulture, $"line {reader.LineNumber}: it has {reader.FieldCount} fields; allowed: {MostFields}. Take the empty columns out, and see whether a line break is missing."));
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
                : throw new FormatException($"line 1: {TypedText.Show(header.ToString())} names no separator that is read here; allowed: sep=, or sep=; or sep= and a tab. Correct the line, or take it out.");
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
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {line}, column {Letter(index)}: {fault}"));
            }

            line += Lines(raw);
        }
    }

    private static string? FaultOf(string raw)
    {
        const string Remedy = "Allowed: quotes around a whole field, and doubled within it. Correct the field, and see whether a quote before it is missing.";
        if (!raw.StartsWith('"'))
        {
            return !raw.Contains('"', StringComparison.Ordinal) || (raw is ['=', '"', .. var inside, '"'] && !inside.Contains('"', StringComparison.Ordinal))
                ? null
                : $"{TypedText.Show(raw)} has a quote in its midst. {Remedy}";
        }

        var end = ClosingQuote(raw);
        return end < 0 ? $"a quoted field does not end: {TypedText.Show(raw)}. {Remedy}"
            : end < raw.Length - 1 ? $"text stands behind a closing quote: {TypedText.Show(raw)}. {Remedy}"
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
