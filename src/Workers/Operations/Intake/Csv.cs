using System.Text;

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
        var separator = SeparatorOf(text);
        var records = new List<CsvRecord>();
        var (position, line) = (0, 1);
        while (position < text.Length)
        {
            var start = line;
            var fields = new List<string>();
            do
            {
                fields.Add(ReadField(text, separator, ref position, ref line));
            }
            while (Takes(text, separator, ref position));

            SkipLineBreak(text, ref position, ref line);
            if (fields.Exists(field => field.Length > 0))
            {
                records.Add(new(start, fields));
            }
        }

        return records;
    }

    private static char SeparatorOf(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var header = end < 0 ? text : text[..end];
        return header.Contains(';', StringComparison.Ordinal) && !header.Contains(',', StringComparison.Ordinal) ? ';' : ',';
    }

    private static string ReadField(string text, char separator, ref int position, ref int line)
    {
        if (position < text.Length && text[position] == '"')
        {
            return ReadQuoted(text, ref position, ref line);
        }

        var start = position;
        while (position < text.Length && text[position] != separator && text[position] is not ('\r' or '\n'))
        {
            position++;
        }

        return text[start..position].Trim();
    }

    private static string ReadQuoted(string text, ref int position, ref int line)
    {
        var start = line;
        var field = new StringBuilder();
        for (position++; position < text.Length; position++)
        {
            var letter = text[position];
            if (letter == '"')
            {
                if (position + 1 == text.Length || text[position + 1] != '"')
                {
                    position++;
                    return field.ToString().Trim();
                }

                position++;
            }

            line += letter == '\n' ? 1 : 0;
            field.Append(letter);
        }

        throw new FormatException($"line {start}: a quoted field does not end");
    }

    private static bool Takes(string text, char separator, ref int position)
    {
        while (position < text.Length && text[position] == ' ')
        {
            position++;
        }

        if (position == text.Length || text[position] != separator)
        {
            return false;
        }

        position++;
        return true;
    }

    private static void SkipLineBreak(string text, ref int position, ref int line)
    {
        // Whatever follows a closing quote on the same line belongs to nothing.
        while (position < text.Length && text[position] != '\n')
        {
            position++;
        }

        position++;
        line++;
    }
}
