using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Witnesses.Tables;

/// <summary>What looks like a publication number, or like a date, where it stands on a page; slips of reading included. Pure.</summary>
internal static partial class NumberShape
{
    private const int Shortest = 2;
    private const int Longest = 11;

    /// <summary>Groups of one number stand nearer than this part of their height, or than so many of their digits where a machine makes all of them as wide.</summary>
    private const double GroupGap = 1.4;
    private const double GroupDigits = 1.9;

    /// <summary>Without spaces and stops between groups, and without the mark "No" before a number, which says nothing.</summary>
    public static string Compact(string text) => string.Concat(NumberMark().Replace(text, "").Where(char.IsLetterOrDigit)).ToUpperInvariant();

    /// <summary>Mostly digits, of the length that numbers have; a letter before, or one that was read for a digit, is no hindrance.</summary>
    public static bool IsNumber(string text)
    {
        var compact = Compact(text);
        return compact.Length is >= Shortest and <= Longest && compact.Count(char.IsAsciiDigit) * 3 >= compact.Length * 2 && !IsDate(text);
    }

    public static bool IsDate(string text) => DateForm().IsMatch(text);

    /// <summary>The runs of words of one line that stand as near to each other as the groups of one number.</summary>
    /// <param name="words">From left to right.</param>
    public static IEnumerable<IReadOnlyList<PageWord>> Runs(IEnumerable<PageWord> words)
    {
        var run = new List<PageWord>();
        foreach (var word in words)
        {
            if (run is [.., var last] && word.Box.Left - last.Box.Right > Math.Max(GroupGap * Math.Min(last.Box.Height, word.Box.Height), GroupDigits * Digit(last, word)))
            {
                yield return run;
                run = [];
            }

            run.Add(word);
        }

        if (run is not [])
        {
            yield return run;
        }
    }

    /// <summary>How wide a digit is with what is left beside it: the longer word says it, for a digit alone has nothing beside it.</summary>
    private static double Digit(PageWord one, PageWord other) => one.Text.Length == other.Text.Length ? Math.Min(Digit(one), Digit(other)) : Digit(one.Text.Length > other.Text.Length ? one : other);

    private static double Digit(PageWord word) => word.Box.Width / word.Text.Length;

    [GeneratedRegex(@"\bN(?:[o°º]|um[ée]ro)\.?\s*(?=\d)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex NumberMark();

    [GeneratedRegex(
        @"^\W*(?:\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}|\d{1,2}[-/. ]\d{1,2}[-/. ](?:\d{4}|\d{2})|\d{1,2}(?:er)?[ -]\p{L}{3,9}\.?,?[ -]\d{4}|\p{L}{3,9}\.? \d{1,2},? \d{4})\W*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex DateForm();
}
