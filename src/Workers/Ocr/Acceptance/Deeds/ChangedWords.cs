namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>A number, an amount or a month that the text has otherwise than the page.</summary>
/// <param name="First">The first word of it on the page.</param>
/// <param name="Last">The last word of it on the page.</param>
/// <param name="Read">What the text says; empty for nothing.</param>
internal sealed record ChangedWord(int First, int Last, string Read, string Seen);

/// <summary>
/// Digits are compared one by one, numbers and months in words as words, where both say them clearly: always with the text of a file, with
/// Tesseract only digits that it is sure of. Pure.
/// </summary>
internal static class ChangedWords
{
    /// <summary>Tesseract's own confidence from which its digits are compared.</summary>
    private const int Clear = 93;

    /// <summary>Between two words that are the same; what is longer was written otherwise as a whole.</summary>
    private const int LongestGap = 6;

    /// <summary>A witness that slips in more of its words than this is not heard about digits.</summary>
    private const double MostSlips = 0.03;

    private static readonly char[] Doubtful = ['?', '['];

    public static IReadOnlyList<ChangedWord> In(ComparedPage page)
    {
        var found = new List<ChangedWord>();
        if (!page.IsExact && Slips(page) > MostSlips)
        {
            return found;
        }

        for (var word = 0; word < page.Page.Count; word++)
        {
            if (page.Alignment.InText[word] is not WordAlignment.None)
            {
                continue;
            }

            var end = word;
            while (end < page.Page.Count && page.Alignment.InText[end] is WordAlignment.None)
            {
                end++;
            }

            if (Compare(page, word, end) is { } changed)
            {
                found.Add(changed);
            }

            word = end;
        }

        return found;
    }

    private static ChangedWord? Compare(ComparedPage page, int first, int end)
    {
        if (end - first > LongestGap)
        {
            return null;
        }

        var before = first is 0 ? WordAlignment.None : page.Alignment.InText[first - 1];
        var after = end == page.Page.Count ? page.Words.Count : page.Alignment.InText[end];
        if (after <= before || after - before > LongestGap + 1 || page.Between(before, after).IndexOfAny(Doubtful) >= 0)
        {
            return null;
        }

        var said = Enumerable.Range(before + 1, after - before - 1).Select(word => page.Words[word]).ToList();
        var seen = Enumerable.Range(first, end - first).Select(word => page.Page[word]).ToList();
        return HasOtherDigits(page, first, seen, said) || (page.IsExact && HasOtherWords(seen, said))
            ? Lost(page, Whole(page, first, end, before, after))
            : null;
    }

    /// <summary>Digits that the text has as often as the page were only told in another place.</summary>
    private static ChangedWord? Lost(ComparedPage page, ChangedWord word)
    {
        var digits = Digits(Enumerable.Range(word.First, word.Last - word.First + 1).Select(at => page.Page[at]));
        return digits.Length is 0 || page.TextLetters.HasFewerDigits(digits, page.PageLetters) ? word : null;
    }

    private static bool HasOtherDigits(ComparedPage page, int first, List<FoldedWord> seen, List<FoldedWord> said)
    {
        var (shown, told) = (Digits(seen), Digits(said));
        if (shown.Length is 0 || shown == told || Enumerable.Range(first, seen.Count).Any(word => !page.IsExact && page.WordAt(word).Confidence < Clear))
        {
            return false;
        }

        // A number that is only left out, or told in words: the file alone is believed, and within a line.
        return told.Length > 0
            ? page.IsExact || (seen.Count == said.Count && told.Length == shown.Length)
            : page.IsExact && said.Count is 0 && first > 0 && first + seen.Count < page.Page.Count && page.LineAt(first - 1) == page.LineAt(first + seen.Count);
    }

    private static bool HasOtherWords(List<FoldedWord> seen, List<FoldedWord> said) =>
        seen.Count == said.Count && seen.Zip(said).Any(pair => ExactWords.Differ(pair.First.Text, pair.Second.Text));

    /// <summary>With the groups of digits beside it that are the same: a number is shown whole.</summary>
    private static ChangedWord Whole(ComparedPage page, int first, int end, int before, int after)
    {
        while (first > 0 && before >= 0 && page.Page[first].IsNumber && page.Page[first - 1].IsNumber && page.Alignment.InText[first - 1] == before)
        {
            (first, before) = (first - 1, before - 1);
        }

        while (end < page.Page.Count && after < page.Words.Count && page.Page[end - 1].IsNumber && page.Page[end].IsNumber && page.Alignment.InText[end] == after)
        {
            (end, after) = (end + 1, after + 1);
        }

        var seen = string.Join(' ', Enumerable.Range(first, end - first).Select(page.WordAt).Distinct(ReferenceEqualityComparer.Instance).Cast<Witnesses.Words.PageWord>().Select(word => word.Text));
        return new(first, end - 1, after > before + 1 ? page.Text[page.Words[before + 1].Begin..page.Words[after - 1].End] : "", seen);
    }

    private static double Slips(ComparedPage page)
    {
        var pairs = page.Alignment.InText.Select((text, word) => (Word: word, Text: text)).Where(pair => pair.Text is not WordAlignment.None).ToList();
        return pairs.Count is 0 ? 1 : pairs.Count(pair => page.Page[pair.Word].Text != page.Words[pair.Text].Text) / (double)pairs.Count;
    }

    private static string Digits(IEnumerable<FoldedWord> words) => string.Concat(words.Where(word => word.IsNumber).Select(word => word.Text));
}
