using System.Globalization;
using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Registre.Matching;

/// <summary>A date as the registry may write it: 2019-04-05, 2019/04/05, 05/04/2019, 05-04-2019, 5 avril 2019, 1er avril 2019, 5 avr. 2019, 20190405 101500.</summary>
internal static partial class FrenchDate
{
    private static readonly string[] Months =
        ["janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre", "decembre"];

    /// <returns>The first date in the text; null without one.</returns>
    public static DateOnly? In(string text) => Numeric(text) ?? Written(FoldedText.Line(text));

    /// <summary>Eight digits that are the whole text: 20190405. Numbers of documents may look so too; whoever asks knows what stands there.</summary>
    public static DateOnly? Compact(string text) => Of(EightDigits().Match(text));

    /// <summary>A day and nothing else, in a form that does not tell its year for certain: 28-nov-26, 28/11/26, 28 novembre.</summary>
    public static bool IsUnread(string text) => In(text) is null && Short().IsMatch(text);

    /// <summary>The text without its dates and times, whose digits are no numbers of documents.</summary>
    public static string Blank(string text) => Clock().Replace(Worded().Replace(DayFirst().Replace(YearFirst().Replace(Stamp().Replace(text, ";"), ";"), ";"), ";"), ";");

    /// <summary>The text without dates that stand in brackets behind other words: what they tell is about those words.</summary>
    public static string WithoutAsides(string text) => Aside().Replace(text, aside => In(aside.Value) is null ? aside.Value : ";");

    private static DateOnly? Numeric(string text) => Of(YearFirst().Match(text)) ?? Of(DayFirst().Match(text)) ?? Of(Stamp().Match(text));

    private static DateOnly? Written(string line)
    {
        var match = InWords().Match(line);
        return match.Success ? Of(match.Groups["year"].Value, $"{Array.FindIndex(Months, month => month.StartsWith(match.Groups["month"].Value, StringComparison.Ordinal)) + 1}", match.Groups["day"].Value) : null;
    }

    private static DateOnly? Of(Match match) =>
        match.Success ? Of(match.Groups["year"].Value, match.Groups["month"].Value, match.Groups["day"].Value) : null;

    private static DateOnly? Of(string year, string month, string day) =>
        DateOnly.TryParseExact($"{year}-{month}-{day}", "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    [GeneratedRegex(@"(?<!\d)(?<year>\d{4})[-/.](?<month>\d{1,2})[-/.](?<day>\d{1,2})(?!\d)", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"(?<!\d)(?<day>\d{1,2})[-/.](?<month>\d{1,2})[-/.](?<year>\d{4})(?!\d)", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex DayFirst();

    /// <summary>A day and its time without signs between their parts: 20190405 101500, 20190405101500, 20190405 10:15.</summary>
    [GeneratedRegex(@"(?<![\d-])(?<year>(?:19|20)\d{2})(?<month>\d{2})(?<day>\d{2})(?:[T\s-]?(?:[01]\d|2[0-3])[0-5]\d[0-5]\d|[T\s]\s?(?:[01]?\d|2[0-3])\s?[:h]\s?[0-5]\d(?::[0-5]\d)?)(?![\d-])", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex Stamp();

    [GeneratedRegex(@"^\s*(?<year>(?:18|19|20)\d{2})(?<month>\d{2})(?<day>\d{2})\s*$", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex EightDigits();

    [GeneratedRegex(@"(?<=[\p{L}\d][^()]{0,200})\([^()]{6,40}\)", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex Aside();

    [GeneratedRegex(@"\b(?<day>\d{1,2})(?:er)? (?<month>janv(?:ier)?|jan|fevr(?:ier)?|fev|mars|avr(?:il)?|mai|juin|juil(?:l|let)?|aout|sept(?:embre)?|sep|oct(?:obre)?|nov(?:embre)?|dec(?:embre)?) (?<year>\d{4})\b", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex InWords();

    [GeneratedRegex(@"\b\d{1,2}(?:er)?[\s-]+(?:janv(?:ier)?|jan|f[eé]vr(?:ier)?|f[eé]v|mars|avr(?:il)?|mai|juin|juil(?:l|let)?|ao[uû]t|sept(?:embre)?|sep|oct(?:obre)?|nov(?:embre)?|d[eé]c(?:embre)?)\.?[\s-]+\d{4}\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Worded();

    /// <summary>Numbers with hyphens are lots as well: only two digits each are a day.</summary>
    [GeneratedRegex(@"^\s*(?:(?:le|date|lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?)\b\.?\s*[:,]?\s*){0,2}(?:\d{1,2}/\d{1,2}/\d{2}|\d{2}/\d{1,2}/\d{1,2}|\d{2}\.\d{2}\.\d{2}|(?:\d{2}-(?:0[1-9]|1[0-2])-\d{2})|\d{1,2}(?:er)?[\s./-]*(?:janv(?:ier)?|jan|f[eé]vr(?:ier)?|f[eé]v|mars|avr(?:il)?|mai|juin|juil(?:l|let)?|ao[uû]t|sept(?:embre)?|sep|oct(?:obre)?|nov(?:embre)?|d[eé]c(?:embre)?)\.?(?:[\s./-]*['’]?\d{2})?)(?:[\s,T]+(?:à\s*)?\d{1,2}\s?[:h]\s?(?:\d{2}(?::\d{2})?)?)?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Short();

    [GeneratedRegex(@"\b\d{1,2}\s?[:h]\s?\d{2}(?::\d{2})?\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Clock();
}
