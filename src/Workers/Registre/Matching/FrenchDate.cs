using System.Globalization;
using System.Text.RegularExpressions;

namespace Workers.Registre.Matching;

/// <summary>A date as the registry may write it: 2019-04-05, 2019/04/05, 05/04/2019, 05-04-2019, 5 avril 2019, 1er avril 2019.</summary>
internal static partial class FrenchDate
{
    private static readonly string[] Months =
        ["janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"];

    /// <returns>The first date in the text; null without one.</returns>
    public static DateOnly? In(string text) => Numeric(text) ?? Written(FoldedText.Line(text));

    /// <summary>The text without its dates and times, whose digits are no numbers of documents.</summary>
    public static string Blank(string text) => Clock().Replace(Worded().Replace(DayFirst().Replace(YearFirst().Replace(text, ";"), ";"), ";"), ";");

    private static DateOnly? Numeric(string text) => Of(YearFirst().Match(text)) ?? Of(DayFirst().Match(text));

    private static DateOnly? Written(string line)
    {
        var match = InWords().Match(line);
        return match.Success ? Of(match.Groups["year"].Value, $"{Array.IndexOf(Months, match.Groups["month"].Value) + 1}", match.Groups["day"].Value) : null;
    }

    private static DateOnly? Of(Match match) =>
        match.Success ? Of(match.Groups["year"].Value, match.Groups["month"].Value, match.Groups["day"].Value) : null;

    private static DateOnly? Of(string year, string month, string day) =>
        DateOnly.TryParseExact($"{year}-{month}-{day}", "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    [GeneratedRegex(@"(?<!\d)(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?!\d)", RegexOptions.None, matchTimeoutMilliseconds: 500)]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"(?<!\d)(?<day>\d{1,2})[-/.](?<month>\d{1,2})[-/.](?<year>\d{4})(?!\d)", RegexOptions.None, matchTimeoutMilliseconds: 500)]
    private static partial Regex DayFirst();

    [GeneratedRegex(@"\b(?<day>\d{1,2})(?:er)? (?<month>janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre) (?<year>\d{4})\b", RegexOptions.None, matchTimeoutMilliseconds: 500)]
    private static partial Regex InWords();

    [GeneratedRegex(@"\b\d{1,2}(?:er)?\s+(?:janvier|f[eé]vrier|mars|avril|mai|juin|juillet|ao[uû]t|septembre|octobre|novembre|d[eé]cembre)\s+\d{4}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 500)]
    private static partial Regex Worded();

    [GeneratedRegex(@"\b\d{1,2}\s?[:h]\s?\d{2}(?::\d{2})?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 500)]
    private static partial Regex Clock();
}
