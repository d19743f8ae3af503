using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using F23.StringSimilarity;

namespace Workers.Ocr.Witnesses.Tables;

/// <summary>A heading's word as it is compared: small letters, no accents, no marks, without the little words of French and English. Pure.</summary>
internal static class Folding
{
    private const int LongEnoughForOneSlip = 5;
    private const int LongEnoughForTwo = 10;

    private static readonly Levenshtein Letters = new();

    private static readonly FrozenSet<string> Little = new[] { "de", "du", "des", "d", "l", "la", "le", "les", "et", "of", "the", "and", "a" }.ToFrozenSet(StringComparer.Ordinal);

    /// <returns>Empty when nothing of the word counts.</returns>
    public static IReadOnlyList<string> Fold(string word) => [.. Plain(word).Where(part => !Little.Contains(part))];

    /// <summary>With the little words.</summary>
    public static IReadOnlyList<string> Plain(string word)
    {
        var plain = new StringBuilder(word.Length);
        foreach (var character in word.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                plain.Append(char.ToLowerInvariant(character));
            }
            else if (character is 'º' or '°')
            {
                plain.Append('o');
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(character) is not UnicodeCategory.NonSpacingMark)
            {
                plain.Append(' ');
            }
        }

        return plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Whether a word as read is this word of a heading, with the slips that reading an image makes in a long one.</summary>
    public static bool IsSame(string read, string meant)
    {
        var slips = meant.Length >= LongEnoughForTwo ? 2 : meant.Length >= LongEnoughForOneSlip ? 1 : 0;
        return slips is 0 ? string.Equals(read, meant, StringComparison.Ordinal) : Math.Abs(read.Length - meant.Length) <= slips && Distance(read, meant, slips) <= slips;
    }

    /// <summary>Letters that were added, left out or changed between the two.</summary>
    /// <param name="most">Above this the answer is only that it is more.</param>
    public static int Distance(string one, string other, int most) => (int)Letters.Distance(one, other, most + 1);
}
