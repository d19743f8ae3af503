using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Tables;

namespace Workers.Ocr.Acceptance;

/// <summary>When two spellings are one value: spaces, stops, small letters and accents do not count, nor how a date is written or names are joined. Pure.</summary>
internal static partial class SameValue
{
    private static readonly string[] NumberWords = ["NUMERO", "NO", "N"];

    public static bool Of(IndexField field, string read, string seen) =>
        Plain(read) == Plain(seen) || Key(field, read) == Key(field, seen) || (field == IndexField.Parties && Words(read).SequenceEqual(Words(seen), StringComparer.Ordinal));

    /// <summary>The text in a form that is the same for every spelling of a value.</summary>
    public static string Key(IndexField field, string text) =>
        field == IndexField.Number ? Number(text)
        : field == IndexField.Parties ? Plain(Joint().Replace(text, " "))
        : field == IndexField.Date ? Plain(Spelling.Date(text))
        : Plain(text);

    /// <summary>A publication number without spaces and without the word that says so: "No 25 616 321" is 25616321.</summary>
    public static string Number(string text)
    {
        var key = Plain(text);
        return NumberWords.FirstOrDefault(word => key.Length > word.Length && key.StartsWith(word, StringComparison.Ordinal) && char.IsAsciiDigit(key[word.Length])) is { } said
            ? key[said.Length..]
            : key;
    }

    private static string Plain(string text)
    {
        var plain = text.Normalize(NormalizationForm.FormKD).Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) is not UnicodeCategory.NonSpacingMark);
        return NumberShape.Compact(string.Concat(plain));
    }

    /// <summary>Of two columns of names one is read row by row, or column by column: the same words in another order.</summary>
    private static IEnumerable<string> Words(string names) => Joint().Replace(names, " ").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries).Select(Plain).Order(StringComparer.Ordinal);

    /// <summary>A column says "X et Y à Z" where a list has three names.</summary>
    [GeneratedRegex(@"(?<=^|[\s,;])(?:à|to|et|and)(?=$|[\s,;])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Joint();
}
