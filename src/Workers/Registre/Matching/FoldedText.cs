using System.Globalization;
using System.Text;

namespace Workers.Registre.Matching;

/// <summary>French text without what people spell differently: case, accents, hyphens, apostrophes, St and Ste.</summary>
internal static class FoldedText
{
    /// <summary>Lower-case words of ASCII letters and digits; St and Ste written out.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in WellFormed(text).Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            _ = c switch
            {
                'œ' or 'Œ' => plain.Append("oe"),
                'æ' or 'Æ' => plain.Append("ae"),
                _ => plain.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' '),
            };
        }

        return [.. plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(WrittenOut)];
    }

    /// <summary>The words in one line, for searching a phrase.</summary>
    public static string Line(string text) => string.Join(' ', Words(text));

    /// <summary>A lot or inscription number as it is compared: letters and digits only, without leading zeros.</summary>
    public static string Number(string text)
    {
        var kept = string.Concat(text.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-')).ToUpperInvariant().Trim('-');
        return kept.TrimStart('0') is { Length: > 0 } number ? number : kept;
    }

    /// <summary>Half of a sign, which no text may hold and some do, is another one.</summary>
    private static string WellFormed(string text) => string.Concat(text.EnumerateRunes());

    private static string WrittenOut(string word) => word switch
    {
        "st" => "saint",
        "ste" => "sainte",
        "sts" => "saints",
        "stes" => "saintes",
        _ => word,
    };
}
