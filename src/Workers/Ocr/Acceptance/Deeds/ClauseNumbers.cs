using System.Globalization;
using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Office;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>
/// Clauses are numbered without a gap: 5, 7 and 5.1, 5.3 and IV, VI and PREMIÈREMENT, TROISIÈMEMENT lack one. A number at the beginning of a line
/// that fits no series (a date, a lot, an amount that the line broke) is none. Pure.
/// </summary>
internal static partial class ClauseNumbers
{
    /// <summary>A larger jump is another series, or no number of a clause.</summary>
    private const int LargestGap = 3;

    private static readonly string[][] Ordinals =
    [
        ["premierement", "primo", "firstly", "first"],
        ["deuxiemement", "secondement", "secundo", "secondly", "second"],
        ["troisiemement", "tertio", "thirdly", "third"],
        ["quatriemement", "quarto", "fourthly", "fourth"],
        ["cinquiemement", "quinto", "fifthly", "fifth"],
        ["sixiemement", "sixthly", "sixth"],
        ["septiemement", "seventhly", "seventh"],
        ["huitiemement", "eighthly", "eighth"],
    ];

    public static IEnumerable<DeedFault> Find(IReadOnlyList<string> pages) =>
        pages.SelectMany((text, i) => In(i + 1, text)).GroupBy(clause => $"{clause.Series} {clause.Mark}", StringComparer.Ordinal).SelectMany(series => Gaps(pages, [.. series]));

    /// <summary>A gap is certain when the series goes on behind it, or when it was a series before it, and what lacks stands nowhere, not even within a line.</summary>
    private static IEnumerable<DeedFault> Gaps(IReadOnlyList<string> pages, List<Clause> series)
    {
        var run = 1;
        for (var i = 1; i < series.Count; i++)
        {
            var (last, next) = (series[i - 1], series[i]);
            var gap = next.Number - last.Number - 1;
            if (gap is 0)
            {
                run++;
                continue;
            }

            var goesOn = i + 1 < series.Count && series[i + 1].Number == next.Number + 1;
            if (gap is > 0 and <= LargestGap && (goesOn || (run > 1 && i + 1 == series.Count)) && !Comes(series, i, last.Number + 1))
            {
                run++;
                if (pages.Skip(last.Page - 1).Take(next.Page - last.Page + 1).Any(text => text.Contains($" {next.Name(last.Number + 1)}{next.Mark} ", StringComparison.Ordinal)))
                {
                    continue;
                }

                yield return new(
                    next.Page,
                    gap is 1
                        ? Remark.Of("doubt.clause_missing", new() { ["first"] = next.Name(last.Number + 1), ["before"] = Remark.Quoted(last.Words), ["after"] = Remark.Quoted(next.Words) })
                        : Remark.Of("doubt.clauses_missing", new()
                        {
                            ["first"] = next.Name(last.Number + 1), ["last"] = next.Name(next.Number - 1), ["before"] = Remark.Quoted(last.Words), ["after"] = Remark.Quoted(next.Words),
                        }));
            }
            else if (gap > 0 && Comes(series, i, last.Number + 1))
            {
                // A number that is no clause's: the series goes on behind it.
                series.RemoveAt(i--);
            }
            else
            {
                run = 1;
            }
        }
    }

    /// <summary>Whether the number comes before the series begins anew.</summary>
    private static bool Comes(List<Clause> series, int from, int number) =>
        series.Skip(from).TakeWhile(clause => clause.Number is not 1).Any(clause => clause.Number == number);

    private static IEnumerable<Clause> In(int page, string text)
    {
        var quotes = 0;
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (quotes is 0 && Of(page, line) is { } clause)
            {
                yield return clause;
            }

            quotes = Math.Max(0, quotes + line.Count(character => character is '«' or '“') - line.Count(character => character is '»' or '”'));
        }
    }

    private static Clause? Of(int page, string line)
    {
        if (Arabic().Match(line) is { Success: true } arabic)
        {
            var parts = arabic.Groups["number"].Value.Split('.', StringSplitOptions.RemoveEmptyEntries);
            var within = string.Join('.', parts.SkipLast(1));
            return new(page, $"arabic {within}", arabic.Groups["mark"].Value, within, int.Parse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture), Begin(line), IsRoman: false);
        }

        if (Roman().Match(line) is { Success: true } roman && OfRoman(roman.Groups["number"].Value) is { } number)
        {
            return new(page, "roman", roman.Groups["mark"].Value, "", number, Begin(line), IsRoman: true);
        }

        var word = OrdinalWord().Match(line) is { Success: true } ordinal && FoldedWord.Of(ordinal.Value) is [var folded] ? folded.Text : "";
        return Array.FindIndex(Ordinals, names => names.Contains(word, StringComparer.Ordinal)) is >= 0 and var at
            ? new(page, "ordinal", "", "", at + 1, Begin(line), IsRoman: false)
            : null;
    }

    /// <returns>Null for letters that are no number as numbers are written: CIVIL, MIX.</returns>
    internal static int? OfRoman(string letters)
    {
        var value = 0;
        for (var i = 0; i < letters.Length; i++)
        {
            var (one, next) = (Worth(letters[i]), i + 1 < letters.Length ? Worth(letters[i + 1]) : 0);
            value += one < next ? -one : one;
        }

        return value > 0 && ToRoman(value) == letters ? value : null;
    }

    private static string ToRoman(int number)
    {
        (int Worth, string Letters)[] signs = [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
        var letters = "";
        foreach (var (worth, sign) in signs)
        {
            for (; number >= worth && letters.Length < 12; number -= worth)
            {
                letters += sign;
            }
        }

        return letters;
    }

    private static int Worth(char letter) => letter switch { 'I' => 1, 'V' => 5, 'X' => 10, 'L' => 50, _ => 100 };

    private static string Begin(string line) => line.Length <= 24 ? line : line[..24].TrimEnd() + "…";

    /// <summary>Behind the number of a clause comes a word with a capital, or one in quotes; behind one with a point in it any word.</summary>
    [GeneratedRegex(@"^(?:(?:article|clause|art\.)\s+)?(?:(?<number>[0-9]{1,3})(?<mark>\.-|[.)]|°|\s[-–])|(?<number>[0-9]{1,2}(?:\.[0-9]{1,2}){1,3})(?<mark>\.?))\s+(?:[«""“]\s*)?\p{Lu}", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Arabic();

    [GeneratedRegex(@"^(?<number>[IVXLC]{1,8})(?<mark>\.-|[.)]|\s[-–])\s+(?:[«""“]\s*)?\p{Lu}", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Roman();

    [GeneratedRegex(@"^\p{Lu}{4,}(?=\s*[:;,.\-–])", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex OrdinalWord();

    /// <param name="Series">Numbers of one kind, within one clause; those with another mark are another series.</param>
    /// <param name="Mark">What stands behind the number.</param>
    /// <param name="Within">Of 5.2: 5.</param>
    /// <param name="Words">How the line begins.</param>
    private sealed record Clause(int Page, string Series, string Mark, string Within, int Number, string Words, bool IsRoman)
    {
        public string Name(int number) =>
            IsRoman ? ToRoman(number) : Within is "" ? number.ToString(CultureInfo.InvariantCulture) : FormattableString.Invariant($"{Within}.{number}");
    }
}
