using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>
/// Puts left out lines back into a text, as they were read anew from a strip of the page, where that reading and the witness say the same.
/// Pure.
/// </summary>
internal static class DeedRepair
{
    /// <summary>So much of each line must be the same in both.</summary>
    private const double Same = 0.8;
    private static readonly char[] Doubtful = ['?', '['];

    /// <summary>The place of a passage with the lines around it.</summary>
    public static PageBox BoxOf(MissingPassage passage, DeedTestimony said)
    {
        var (first, last) = (Math.Max(0, passage.First - 1), Math.Min(said.Lines.Count - 1, passage.Last + 1));
        return Neighbours(passage, said, first, last).Select(line => line.Box).Aggregate(passage.Box, (box, line) => box.With(line));
    }

    /// <param name="read">The lines of the strip.</param>
    /// <returns>What of them is the passage; null where the two readings differ.</returns>
    public static string? Agreed(MissingPassage passage, DeedTestimony said, IReadOnlyList<string> read)
    {
        var text = string.Join('\n', read);
        var lines = Enumerable.Range(Math.Max(0, passage.First - 1), Math.Min(said.Lines.Count, passage.Last + 2) - Math.Max(0, passage.First - 1)).ToList();
        List<FoldedWord> page = [];
        List<int> lineOf = [];
        foreach (var line in lines)
        {
            foreach (var word in said.Lines[line].Words.SelectMany(word => FoldedWord.Of(word.Text)))
            {
                page.Add(word);
                lineOf.Add(line);
            }
        }

        var words = FoldedWord.Of(text);
        if (page.Count is 0 || WordAlignment.Of(page, lineOf, words) is not { } alignment)
        {
            return null;
        }

        var inside = Enumerable.Range(0, page.Count).Where(word => lineOf[word] >= passage.First && lineOf[word] <= passage.Last).ToList();
        var places = inside.Select(word => alignment.InText[word]).Where(place => place is not WordAlignment.None).ToList();
        if (places is [] || inside.GroupBy(word => lineOf[word]).Any(line => PartOf(line, page, alignment) < Same))
        {
            return null;
        }

        var (first, last) = (places.Min(), places.Max());
        var end = last + 1 < words.Count ? words[last + 1].Begin : text.Length;
        var agreed = Passage(text, first is 0 ? 0 : words[first - 1].End, words[first].Begin, words[last].End, end);
        return agreed.IndexOfAny(Doubtful) < 0 && Digits(inside.Select(word => page[word])) == Digits(words.Skip(first).Take(last - first + 1)) ? agreed : null;
    }

    /// <param name="passage">What lacks in the text.</param>
    /// <returns>The text with the lines in their place; null where the text says something else there.</returns>
    public static string? Put(string text, MissingPassage passage, string lines)
    {
        var words = FoldedWord.Of(text);
        if (passage.Before != passage.After + 1)
        {
            return null;
        }

        var from = passage.After < 0 ? 0 : words[passage.After].End;
        while (from > 0 && from < text.Length && !char.IsWhiteSpace(text[from]))
        {
            from++;
        }

        var (head, tail) = (text[..from].TrimEnd(), text[from..].TrimStart());
        return string.Join('\n', new[] { head, lines, tail }.Where(part => part.Length > 0));
    }

    /// <summary>Lines beside the passage on the page as well as in reading order: the end of another column is none.</summary>
    private static IEnumerable<WrittenLine> Neighbours(MissingPassage passage, DeedTestimony said, int first, int last)
    {
        const double farthest = 3;
        var height = passage.Lines.Average(line => line.Box.Height);
        return new[] { said.Lines[first], said.Lines[last] }.Where(line =>
            passage.Box.Top - line.Box.Bottom < farthest * height && line.Box.Top - passage.Box.Bottom < farthest * height);
    }

    private static double PartOf(IEnumerable<int> line, List<FoldedWord> page, WordAlignment alignment)
    {
        var words = line.ToList();
        var found = words.Where(word => alignment.InText[word] is not WordAlignment.None).Sum(word => WordLikeness.WeightOf(page[word].Text));
        return found / (double)words.Sum(word => WordLikeness.WeightOf(page[word].Text));
    }

    /// <summary>From word to word, with the marks that stand close before the first and behind the last.</summary>
    private static string Passage(string text, int from, int first, int last, int to)
    {
        while (first > from && !char.IsWhiteSpace(text[first - 1]))
        {
            first--;
        }

        while (last < to && text[last] is not '\n' && (!char.IsWhiteSpace(text[last]) || IsClosing(text, last, to)))
        {
            last++;
        }

        return text[first..last].Trim();
    }

    /// <summary>French sets a space before some marks: « ainsi », et :.</summary>
    private static bool IsClosing(string text, int at, int to) => at + 1 < to && text[at + 1] is '»' or ':' or ';' or '!' or '$' or '%';

    private static string Digits(IEnumerable<FoldedWord> words) => string.Concat(words.Where(word => word.IsNumber).Select(word => word.Text));
}
