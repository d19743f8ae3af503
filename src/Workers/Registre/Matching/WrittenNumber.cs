using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Registre.Matching;

/// <summary>Lot and inscription numbers inside a text, each whole: 856-12 is not 856.</summary>
internal static partial class WrittenNumber
{
    /// <returns>The numbers as <see cref="FoldedText.Number"/> writes them, in the order of the text. "2 784 195" is one, "1, 2" are two.</returns>
    public static IReadOnlyList<string> In(string text) => [.. Numbers().Matches(text).Select(match => FoldedText.Number(match.Value))];

    public static bool Has(string text, string number)
    {
        var wanted = FoldedText.Number(number);
        return In(text).Contains(wanted, StringComparer.Ordinal) || FoldedText.Number(text) == wanted;
    }

    /// <summary>Groups of three belong together, whatever blank stands between them; a hyphen joins, and so does a letter behind or "PC-" before.</summary>
    [GeneratedRegex(@"(?<![\w-])(?:PC-?)?(?:\d{1,3}(?:[\s\u00A0\u202F]\d{3})+|\d+)(?:[A-Za-z]?-\d+)*[A-Za-z]?(?![\w])(?!-\d)", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex Numbers();
}
