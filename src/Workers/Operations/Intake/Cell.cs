using System.Globalization;
using Workers.Office;

namespace Workers.Operations.Intake;

/// <summary>What one cell says, or why it is not taken for what it seems to say (pure).</summary>
/// <param name="Fault">What was found, what is allowed, the next step; null when the text is good.</param>
/// <param name="IsExplicit">Written as <c>="…"</c>: whoever wrote it saw to it that the spreadsheet left it alone.</param>
internal readonly record struct Cell(string Text, Remark? Fault = null, bool IsExplicit = false)
{
    /// <summary>In characters; the longest value of a column has 200.</summary>
    private const int Longest = 4096;

    // What a French text holds beyond ASCII. A file whose encoding is a guess holds nothing else, or the guess is wrong:
    // in "CSV (MS-DOS)" é reads as ‚, in "CSV (Macintosh)" as Ž.
    private const string French = "ÀÂÄÆÇÈÉÊËÎÏÔÖŒÙÛÜŸàâäæçèéêëîïôöœùûüÿ’«»–—°ºª²³¼½¾§";

    /// <summary>Every kind of space (no-break U+00A0, narrow no-break U+202F…) is a plain space; those around the text are not part of it.</summary>
    public static Cell Read(string raw, bool isGuessed = false)
    {
        if (raw.Length > Longest)
        {
            return new("", Remark.Of("cell.long", new() { ["length"] = raw.Length, ["most"] = Longest, ["text"] = TypedText.Show(raw) }));
        }

        var text = WithPlainSpaces(raw);
        return (FaultOfBytes(raw) ?? FaultOfGuess(text, isGuessed) ?? FaultOfCharacters(text) ?? FaultOfSpreadsheet(text)) is { } fault ? new("", fault)
            : text.StartsWith('=') ? Explicit(text)
            : new(text);
    }

    private static Remark? FaultOfCharacters(string text) => TypedText.FindUnseen(text) is { } odd ? Remark.Of("cell.unseen", new() { ["odd"] = odd }) : null;

    private static string WithPlainSpaces(string raw)
    {
        var spaced = string.Create(raw.Length, raw, static (span, from) =>
        {
            for (var index = 0; index < from.Length; index++)
            {
                span[index] = CharUnicodeInfo.GetUnicodeCategory(from[index]) is UnicodeCategory.SpaceSeparator ? ' ' : from[index];
            }
        });
        return spaced.Trim(' ');
    }

    private static Cell Explicit(string text)
    {
        var inside = text.AsSpan(1);
        var isText = inside is ['"', .., '"'] && !inside[1..^1].ToString().Replace("\"\"", "", StringComparison.Ordinal).Contains('"', StringComparison.Ordinal);
        return isText
            ? new(inside[1..^1].ToString().Replace("\"\"", "\"", StringComparison.Ordinal).Trim(' '), IsExplicit: true)
            : new("", Remark.Of("cell.formula", new() { ["text"] = TypedText.Show(text), ["example"] = "=\"00123\"" }));
    }

    private static Remark? FaultOfGuess(string text, bool isGuessed)
    {
        for (var index = 0; isGuessed && index < text.Length; index++)
        {
            var found = text[index];
            if (found is >= '\u0080' and <= '\u009F')
            {
                return Remark.Of("cell.byte", new() { ["byte"] = string.Create(CultureInfo.InvariantCulture, $"0x{(int)found:X2}"), ["where"] = TypedText.After(text, index), ["advice"] = FileText.Advice });
            }

            if (!char.IsAscii(found) && !IsFrench(text, index))
            {
                return Remark.Of("cell.guess", new() { ["text"] = TypedText.Show(text), ["sign"] = $"'{found}' ({TypedText.Name(found)})", ["advice"] = FileText.Advice });
            }
        }

        return null;
    }

    private static bool IsFrench(string text, int index)
    {
        var isInsideWord = index > 0 && index < text.Length - 1 && char.IsLetter(text[index - 1]) && char.IsLetter(text[index + 1]);
        return French.Contains(text[index], StringComparison.Ordinal) && text[index] switch
        {
            '–' or '—' => !isInsideWord,
            'Œ' => !isInsideWord || char.IsUpper(text[index - 1]),
            _ => true,
        };
    }

    private static Remark? FaultOfBytes(string text)
    {
        for (var index = 0; index < text.Length - 1; index++)
        {
            if (IsPair(text, index))
            {
                return Remark.Of("cell.bytes", new() { ["text"] = TypedText.Show(text), ["pair"] = text[index..(index + 2)] });
            }
        }

        return null;
    }

    /// <summary>The first two bytes of a French letter or quotation mark in UTF-8, each taken for a character of its own.</summary>
    private static bool IsPair(string text, int index) => index < text.Length - 1 && text[index] switch
    {
        'Â' or 'Ã' or 'Å' => FileText.Windows1252.GetBytes(text, index + 1, 1) is [>= 0x80 and <= 0xBF],
        'â' => text[index + 1] is '€',
        _ => false,
    };

    private static Remark? FaultOfSpreadsheet(string text) =>
        text.StartsWith('#') && (text is [.., '!' or '?'] or "#N/A" || text.AsSpan().TrimStart('#').IsEmpty)
            ? Remark.Of("cell.error", new() { ["text"] = TypedText.Show(text) })
            : null;
}
