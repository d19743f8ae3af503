using System.Globalization;
using System.Text;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>
/// A run of letters or of digits as it is compared: small letters, without accents and ligatures; what stands between the runs (hyphens, quotes,
/// apostrophes, any space) parts them and does not count.
/// </summary>
/// <param name="Begin">Where its first character stands in the text.</param>
/// <param name="End">Behind its last character.</param>
internal readonly record struct FoldedWord(string Text, int Begin, int End)
{
    public bool IsNumber => char.IsAsciiDigit(Text[0]);

    public static IReadOnlyList<FoldedWord> Of(string text)
    {
        var words = new List<FoldedWord>();
        var plain = new StringBuilder();
        var begin = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var folded = Fold(text[at]);
            if (folded is null)
            {
                continue;
            }

            var isDigit = folded.Length > 0 && char.IsAsciiDigit(folded[0]);
            if (plain.Length > 0 && (folded.Length is 0 || isDigit != char.IsAsciiDigit(plain[0])))
            {
                words.Add(new(plain.ToString(), begin, at));
                plain.Clear();
            }

            begin = plain.Length is 0 ? at : begin;
            plain.Append(folded);
        }

        if (plain.Length > 0)
        {
            words.Add(new(plain.ToString(), begin, text.Length));
        }

        return words;
    }

    /// <returns>Letters or digits; empty for what parts two words; null for what is as if it were not there.</returns>
    private static string? Fold(char character)
    {
        if (char.IsAsciiLetterOrDigit(character))
        {
            return char.ToLowerInvariant(character).ToString();
        }

        if (character < 0x80)
        {
            return "";
        }

        switch (character)
        {
            case 'œ' or 'Œ':
                return "oe";
            case 'æ' or 'Æ':
                return "ae";
            case '\u00AD':
                return "";
        }

        if (char.IsSurrogate(character) || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format)
        {
            return null;
        }

        var plain = string.Concat(character.ToString().Normalize(NormalizationForm.FormKD).Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        return plain.Length is 0 && char.IsLetterOrDigit(character) ? char.ToLowerInvariant(character).ToString() : plain;
    }
}
