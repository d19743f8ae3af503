using System.Globalization;
using CsvHelper;

namespace Workers.Operations.Intake;

/// <summary>One record of a CSV text with the line it starts on, from 1.</summary>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Fields);

/// <summary>CSV as spreadsheets write it: comma or semicolon, quoted fields that may hold separators, quotes and line breaks, with or without a byte order mark.</summary>
internal static class Csv
{
    /// <exception cref="FormatException">A quoted field does not end.</exception>
    public static IReadOnlyList<CsvRecord> Parse(string text)
    {
        text = text.TrimStart('\uFEFF');
        var records = new List<CsvRecord>();
        using var reader = CsvReader.FromText(text, new()
        {
            Separator = SeparatorOf(text),
            HasHeader = false,
            TrackLineNumbers = true,
            OnMalformedRecord = Refuse,
        });
        while (reader.Read())
        {
            var fields = Enumerable.Range(0, reader.FieldCount).Select(index => reader.GetString(index).Trim()).ToList();
            if (fields.Exists(field => field.Length > 0))
            {
                records.Add(new((int)reader.LineNumber, fields));
            }
        }

        return records;
    }

    // Detection would also take a tab or a bar, which no column is separated by here.
    private static char SeparatorOf(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var header = end < 0 ? text : text[..end];
        return header.Contains(';', StringComparison.Ordinal) && !header.Contains(',', StringComparison.Ordinal) ? ';' : ',';
    }

    // An unclosed quote swallows the rest of the file; every other misplaced quote spoils no more than its own field.
    private static void Refuse(CsvMalformedRecord record)
    {
        if (record.Reason is CsvMalformedReason.UnterminatedQuote)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {record.LineNumber}: a quoted field does not end"));
        }
    }
}
