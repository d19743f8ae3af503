using System.Collections.Frozen;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>One line of the page, and how much of it the text has.</summary>
/// <param name="First">Its first word among the folded words of the page.</param>
/// <param name="End">Behind its last.</param>
/// <param name="Letters">Letters and digits of the words that the witness is sure of.</param>
/// <param name="Found">The part of those that the text has, 0 to 1.</param>
/// <param name="Counts">The witness is sure enough of it to miss it.</param>
/// <param name="IsFull">As wide as lines of running text are.</param>
/// <param name="IsAbsent">Most of its words are not in the text, and neither are its letters in a row.</param>
internal sealed record ComparedLine(WrittenLine Line, int First, int End, int Letters, double Found, bool Counts, bool IsFull, bool IsAbsent)
{
    public bool IsMissing => Counts && IsAbsent;
}

/// <summary>The transcription of a page beside the words that a witness saw on it. Pure.</summary>
internal sealed class ComparedPage
{
    /// <summary>Tesseract's own confidence from which a word counts as read.</summary>
    private const int Sure = 55;

    /// <summary>A line with fewer sure letters is not missed.</summary>
    private const int LeastLetters = 6;
    private const double LeastPart = 0.5;
    private const double FullWidth = 0.5;
    private const double WideLines = 0.8;

    /// <summary>With less of either in the other, the two are not the same page, or the witness does not understand it.</summary>
    private const double LeastFound = 0.6;

    /// <summary>French and English have more of these little words; signs of another alphabet, or shifted letters, have none.</summary>
    private const double LeastLittle = 0.06;

    private static readonly FrozenSet<string> Little = new[]
    {
        "de", "la", "le", "les", "et", "du", "des", "en", "un", "une", "que", "qui", "pour", "par", "au", "aux", "sur", "dans",
        "the", "of", "and", "to", "in", "for", "by", "on", "is",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly List<int> _lineOf;
    private readonly List<PageWord> _wordOf;

    private ComparedPage(string text, DeedTestimony said, List<FoldedWord> page, List<int> lineOf, List<PageWord> wordOf, IReadOnlyList<FoldedWord> words, WordAlignment alignment)
    {
        (Text, IsExact, Page, Words, Alignment, _lineOf, _wordOf) = (text, said.IsExact, page, words, alignment, lineOf, wordOf);
        Source = said.Words.Said!.Source;
        (PageLetters, TextLetters) = (new(page), new(words));
        var wide = said.Lines.Select(line => line.Flat.Width).Order().ElementAt((int)(WideLines * (said.Lines.Count - 1)));
        Lines = [.. Compare(said.Lines, wide)];
    }

    /// <summary>As it was returned.</summary>
    public string Text { get; }

    public WordSource Source { get; }

    /// <inheritdoc cref="DeedTestimony.IsExact"/>
    public bool IsExact { get; }

    /// <summary>The words of the page in reading order.</summary>
    public IReadOnlyList<FoldedWord> Page { get; }

    /// <summary>The words of the text.</summary>
    public IReadOnlyList<FoldedWord> Words { get; }

    public WordAlignment Alignment { get; }

    /// <summary>The letters of the page, however they are cut into words.</summary>
    public LetterRow PageLetters { get; }

    /// <summary>The letters of the text.</summary>
    public LetterRow TextLetters { get; }

    public IReadOnlyList<ComparedLine> Lines { get; }

    /// <summary>The part of the page's sure words that the text has, by weight.</summary>
    public double PageFound => Part(Lines.Where(line => line.Counts).Sum(line => line.Found * line.Letters), Lines.Where(line => line.Counts).Sum(line => line.Letters));

    /// <summary>The part of the text's words that the page has, by weight.</summary>
    public double TextFound => Part(
        Words.Where((_, word) => Alignment.InPage[word] is not WordAlignment.None).Sum(word => WordLikeness.WeightOf(word.Text)),
        Words.Sum(word => WordLikeness.WeightOf(word.Text)));

    /// <summary>Both speak of the same writing; only then do differences mean something.</summary>
    public bool IsSamePage => Math.Max(PageFound, TextFound) >= LeastFound;

    /// <summary>What the witness says is French or English, not the numbers of glyphs.</summary>
    public bool IsLanguage => Page.Count(word => Little.Contains(word.Text)) >= LeastLittle * Page.Count;

    /// <returns>Null where no witness speaks of words.</returns>
    public static ComparedPage? Of(string text, DeedTestimony said)
    {
        if (said.Words.Said is null)
        {
            return null;
        }

        List<FoldedWord> page = [];
        List<int> lineOf = [];
        List<PageWord> wordOf = [];
        for (var line = 0; line < said.Lines.Count; line++)
        {
            foreach (var word in said.Lines[line].Words)
            {
                foreach (var folded in FoldedWord.Of(word.Text))
                {
                    page.Add(folded);
                    lineOf.Add(line);
                    wordOf.Add(word);
                }
            }
        }

        var words = FoldedWord.Of(text);
        return page.Count > 0 && WordAlignment.Of(page, lineOf, words) is { } alignment ? new(text, said, page, lineOf, wordOf, words, alignment) : null;
    }

    /// <summary>The word as it stands on the page.</summary>
    public PageWord WordAt(int word) => _wordOf[word];

    /// <summary>The line that a word of the page stands in.</summary>
    public int LineAt(int word) => _lineOf[word];

    /// <summary>What stands in the text between two of its words, neither included; from its beginning or to its end without one.</summary>
    public string Between(int word, int next) =>
        Text[(word < 0 ? 0 : Words[word].End)..(next >= Words.Count ? Text.Length : Words[next].Begin)];

    private IEnumerable<ComparedLine> Compare(IReadOnlyList<WrittenLine> lines, double wide)
    {
        var first = 0;
        for (var line = 0; line < lines.Count; line++)
        {
            var end = first;
            while (end < _lineOf.Count && _lineOf[end] == line)
            {
                end++;
            }

            var words = Enumerable.Range(first, end - first).ToList();
            var sure = words.Where(word => _wordOf[word].Confidence >= Sure).ToList();
            var letters = sure.Sum(word => Page[word].Text.Length);
            var found = Part(
                sure.Where(word => Alignment.InText[word] is not WordAlignment.None).Sum(word => WordLikeness.WeightOf(Page[word].Text)),
                sure.Sum(word => WordLikeness.WeightOf(Page[word].Text)));
            var counts = letters > 0 && (IsExact || (letters >= LeastLetters && letters >= LeastPart * words.Sum(word => Page[word].Text.Length)));
            var known = IsExact || counts ? found : Part(
                words.Where(word => Alignment.InText[word] is not WordAlignment.None).Sum(word => WordLikeness.WeightOf(Page[word].Text)),
                words.Sum(word => WordLikeness.WeightOf(Page[word].Text)));
            var isAbsent = known < LeastPart && TextLetters.HasFewer(string.Concat(words.Select(word => Page[word].Text)), PageLetters);
            yield return new(lines[line], first, end, letters, found, counts, lines[line].Flat.Width >= FullWidth * wide, isAbsent);
            first = end;
        }
    }

    private static double Part(double part, double whole) => whole is 0 ? 1 : part / whole;
}
