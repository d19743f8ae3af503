using System.Globalization;
using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Office;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>An amount said in words and in figures must be one amount: VINGT MILLE DOLLARS (20 000,00 $). Pure.</summary>
internal static partial class AmountsInWords
{
    /// <summary>How far before the figures the words may begin.</summary>
    private const int Reach = 160;
    private const decimal Cents = 100;

    public static IEnumerable<DeedFault> Find(IReadOnlyList<string> pages)
    {
        for (var page = 1; page <= pages.Count; page++)
        {
            var text = pages[page - 1];
            foreach (Match figures in Figures().Matches(text))
            {
                var before = text[Math.Max(0, figures.Index - Reach)..figures.Index];
                if (ValueOf(figures.Groups["amount"].Value) is { } said && InWords(before) is var (words, value) && value != said)
                {
                    yield return new(page, Remark.Of("doubt.amount_words", new()
                    {
                        ["words"] = Remark.Quoted(words), ["value"] = value.ToString(CultureInfo.InvariantCulture), ["figures"] = Remark.Quoted(figures.Value.Trim('(', ')', ' ')),
                    }));
                }
            }
        }
    }

    /// <returns>The last words of the text that are an amount, and what they are worth; null where they cannot be read for certain.</returns>
    internal static (string Words, decimal Value)? InWords(string text)
    {
        var words = FoldedWord.Of(text);
        var end = words.Count;
        if (end is 0 || HasDoubt(text[words[^1].End..]))
        {
            return null;
        }

        decimal cents = 0;
        var wholeEnd = end;
        if (IsCents(words[end - 1].Text))
        {
            var centsBegin = BeginOf(words, end - 1);
            var dollars = centsBegin - 1;
            while (dollars >= 0 && NumberWords.IsJoint(words[dollars].Text))
            {
                dollars--;
            }

            // Cents after dollars; otherwise the word is a hundred.
            if (dollars >= 0 && IsDollars(words[dollars].Text) && Parse(words, centsBegin, end - 1) is { } said and < Cents)
            {
                (cents, wholeEnd) = (said / Cents, dollars + 1);
            }
        }

        var hasDollars = IsDollars(words[wholeEnd - 1].Text);
        var last = hasDollars ? wholeEnd - 1 : wholeEnd;
        if (hasDollars && last > 0 && words[last - 1].Text is "de")
        {
            last--;
        }

        var begin = BeginOf(words, last);
        return begin < last && !HasDoubt(text[WordBefore(text, words, begin)..words[end - 1].End]) && !IsCut(words, begin) && Parse(words, begin, last) is { } value
            ? (text[words[begin].Begin..words[end - 1].End].ReplaceLineEndings(" "), value + cents)
            : null;
    }

    /// <summary>1 234,56 $ or $1,234.56; null for what may be read in two ways.</summary>
    internal static decimal? ValueOf(string figures)
    {
        var plain = string.Concat(figures.Where(character => char.IsAsciiDigit(character) || character is ',' or '.'));
        var parts = Grouped().Match(plain);
        return parts.Success && decimal.TryParse(
            string.Concat(parts.Groups["whole"].Value.Where(char.IsAsciiDigit)) + (parts.Groups["cents"].Success ? "." + parts.Groups["cents"].Value : ""),
            NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
    }

    private static int BeginOf(IReadOnlyList<FoldedWord> words, int end)
    {
        var begin = end;
        while (begin > 0 && (NumberWords.Holds(words[begin - 1].Text) || NumberWords.IsJoint(words[begin - 1].Text)))
        {
            begin--;
        }

        while (begin < end && NumberWords.IsJoint(words[begin].Text))
        {
            begin++;
        }

        return begin;
    }

    /// <summary>Where the word before begins, with all that is written in one with it.</summary>
    private static int WordBefore(string text, IReadOnlyList<FoldedWord> words, int begin)
    {
        var at = begin > 0 ? words[begin - 1].Begin : 0;
        while (at > 0 && !char.IsWhiteSpace(text[at - 1]))
        {
            at--;
        }

        return at;
    }

    private static decimal? Parse(IReadOnlyList<FoldedWord> words, int begin, int end) =>
        NumberWords.Parse([.. words.Skip(begin).Take(end - begin).Select(word => word.Text)]);

    /// <summary>A figure before it makes it the end of another amount: 2 millions cinq cent mille.</summary>
    private static bool IsCut(IReadOnlyList<FoldedWord> words, int begin) => begin > 0 && words[begin - 1].IsNumber;

    private static bool HasDoubt(string text) => text.AsSpan().IndexOfAny('?', '[', ']') >= 0;

    private static bool IsDollars(string word) => word is "dollars" or "dollar" or "piastres" or "piastre";

    private static bool IsCents(string word) => word is "cents" or "cent" or "centimes" or "sous";

    [GeneratedRegex(@"\(\s*(?<amount>\$\s?[0-9][0-9\s.,]*|[0-9][0-9\s.,]*\$)\s*\)", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Figures();

    [GeneratedRegex(@"^(?<whole>[0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]+)(?:[.,](?<cents>[0-9]{2}))?[.,]?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, PatternBound.Milliseconds)]
    private static partial Regex Grouped();
}
