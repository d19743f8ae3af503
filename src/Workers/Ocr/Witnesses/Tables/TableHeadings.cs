using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Witnesses.Tables;

/// <param name="Words">How many of the heading's words were found; more of them is surer.</param>
internal sealed record Heading(ColumnKind Kind, PageBox Box, int Words);

/// <summary>The headings of a table, found among the lines of a page. Pure.</summary>
/// <param name="Columns">From left to right.</param>
/// <param name="Bottom">Where the rows of the table begin, in points.</param>
internal sealed record TableHeadings(IReadOnlyList<Heading> Columns, double Bottom)
{
    private const int LeastColumns = 3;
    private const int DigitsOfNumber = 2;

    /// <summary>Headings of several lines begin at most this many lines apart.</summary>
    private const int BlockRows = 3;

    /// <summary>A heading goes on in the next line when that is nearer than this many heights.</summary>
    private const double NextLine = 1.2;

    private static readonly (ColumnKind Kind, string[] Words)[] Phrases =
    [
        .. TableFacts.Columns.SelectMany(column => column.Headings.Select(heading => (column.Kind, heading.Split(' ')))).OrderByDescending(phrase => phrase.Item2.Length),
    ];

    /// <returns>Null when no lines of the page are the headings of an index.</returns>
    public static TableHeadings? Find(IReadOnlyList<TextLine> lines)
    {
        var folded = lines.Select(line => new FoldedLine(line)).ToList();
        TableHeadings? best = null;
        for (var first = 0; first < folded.Count; first++)
        {
            var end = Block(folded, first);
            var found = InBlock(folded, first, end);
            found.AddRange(Sides(folded[first..end], found));
            if (found.Count >= (best?.Columns.Count ?? 0) && found.Any(heading => heading.Kind is ColumnKind.Number) && found.Count >= LeastColumns && IsNoSentence(folded, found))
            {
                best = new([.. found.OrderBy(heading => heading.Box.Left)], found.Max(heading => heading.Box.Bottom));
            }
        }

        return best;
    }

    /// <summary>Beside headings stand headings; in a sentence most of the words are others.</summary>
    private static bool IsNoSentence(List<FoldedLine> lines, List<Heading> found)
    {
        var beside = lines.SelectMany(line => line.Words).Where(word => found.Any(heading => heading.Box.SharedHeight(word.Box) > word.Box.Height / 2)).ToList();
        return beside.Count(word => found.Any(heading => heading.Box.SharedHeight(word.Box) > 0 && heading.Box.SharedWidth(word.Box) > 0)) * 2 >= beside.Count;
    }

    /// <returns>The line after the last of those that may be headings together with the first.</returns>
    private static int Block(List<FoldedLine> lines, int first)
    {
        var end = first + 1;
        while (end - first < BlockRows && end < lines.Count && !lines[end].HasNumber && IsNext(lines[end - 1].Line.Box, lines[end].Line.Box))
        {
            end++;
        }

        return end;
    }

    private static List<Heading> InBlock(List<FoldedLine> lines, int first, int end)
    {
        var used = new HashSet<PageWord>(ReferenceEqualityComparer.Instance);
        var found = new List<Heading>();
        var own = -1;
        foreach (var (kind, phrase) in Phrases)
        {
            for (var row = first; row < end; row++)
            {
                for (var word = 0; word < lines[row].Words.Count; word++)
                {
                    if (Match(lines, (row, word), end, phrase, used) is { } words)
                    {
                        used.UnionWith(words);
                        var isOwn = kind is ColumnKind.Radiations && TableFacts.OwnNumbers.Contains(string.Join(' ', phrase), StringComparer.Ordinal);
                        own = isOwn ? found.Count : own;
                        found.Add(new(kind, PageBox.Around(words.Select(part => part.Box)), phrase.Length));
                    }
                }
            }
        }

        if (own >= 0 && found.Count(heading => heading.Kind is ColumnKind.Radiations) > 1)
        {
            found[own] = found[own] with { Kind = ColumnKind.Number };
        }

        // A kind stands over one column: of two the one with more of its words, then the one beside others. Any other word counts beside those only.
        var kinds = found.Where(heading => heading.Kind is not ColumnKind.Other)
            .GroupBy(heading => heading.Kind)
            .Select(kind => kind
                .OrderByDescending(heading => heading.Words)
                .ThenByDescending(heading => found.Count(other => other.Box.SharedHeight(heading.Box) > 0))
                .ThenBy(heading => heading.Box.Left)
                .First())
            .ToList();
        return
        [
            .. kinds,
            .. found.Where(heading => heading.Kind is ColumnKind.Other
                && kinds.Any(kind => kind.Box.SharedHeight(heading.Box) > 0)
                && kinds.All(kind => kind.Box.SharedWidth(heading.Box) <= 0)),
        ];
    }

    /// <summary>The words that name the two columns of names, where each stands by itself beside other headings; both or none.</summary>
    private static List<Heading> Sides(List<FoldedLine> block, List<Heading> beside)
    {
        var sides = new List<Heading>();
        if (beside.Exists(heading => heading.Kind is ColumnKind.Parties or ColumnKind.Quality))
        {
            return sides;
        }

        foreach (var line in block)
        {
            for (var i = 0; i < line.Words.Count; i++)
            {
                var word = line.Words[i];
                var side = TableFacts.Sides.FirstOrDefault(side => Folding.Plain(word.Text) is [var plain] && plain == side.Word);
                var second = side.Word is not null && i + 1 < line.Words.Count && Folding.Plain(line.Words[i + 1].Text) is [var after] && after == side.Second ? 1 : 0;
                if (side.Word is null || sides.Exists(found => found.Kind == side.Kind) || !IsAlone(line.Words, i, i + second))
                {
                    continue;
                }

                var box = second is 0 ? word.Box : word.Box.With(line.Words[i + 1].Box);
                if (beside.Any(heading => heading.Box.SharedHeight(box) > 0) && beside.TrueForAll(heading => heading.Box.SharedWidth(box) <= 0))
                {
                    sides.Add(new(side.Kind, box, 1 + second));
                }
            }
        }

        return sides.Count is 2 ? sides : [];
    }

    private static bool IsAlone(IReadOnlyList<PageWord> words, int first, int last) =>
        (first is 0 || !IsBeside(words[first - 1].Box, words[first].Box)) && (last + 1 == words.Count || !IsBeside(words[last].Box, words[last + 1].Box));

    /// <returns>The words of the phrase that begins at this word, in this line or going on in the next; null when it does not.</returns>
    private static List<PageWord>? Match(List<FoldedLine> lines, (int Row, int Word) at, int end, string[] phrase, HashSet<PageWord> used)
    {
        var words = new List<PageWord>();
        for (var matched = 0; matched < phrase.Length;)
        {
            var (word, parts) = lines[at.Row].At(at.Word);
            if (word is not null && !used.Contains(word) && (words is [] || IsBeside(words[^1].Box, word.Box)) && Fits(parts, phrase, matched, words is []))
            {
                words.Add(word);
                matched += parts.Count;
                at = (at.Row, at.Word + 1);
            }
            else if (words is [] || !TryBelow(lines, ref at, end, PageBox.Around(words.Select(part => part.Box)), phrase[matched]))
            {
                return null;
            }
        }

        return words;
    }

    /// <summary>A little word fits everywhere but at the beginning.</summary>
    private static bool Fits(IReadOnlyList<string> parts, string[] phrase, int matched, bool isFirst) => parts is []
        ? !isFirst
        : matched + parts.Count <= phrase.Length && parts.Select((part, i) => Folding.IsSame(part, phrase[matched + i])).All(same => same);

    /// <summary>Goes to the word in the next line that stands under the heading so far, if it is the one that the phrase goes on with.</summary>
    private static bool TryBelow(List<FoldedLine> lines, ref (int Row, int Word) at, int end, PageBox heading, string meant)
    {
        var below = at.Row + 1;
        if (below >= end)
        {
            return false;
        }

        for (var i = 0; i < lines[below].Words.Count; i++)
        {
            var (word, parts) = lines[below].At(i);
            if (word!.Box.SharedWidth(heading) > 0 && word.Box.Left > heading.Left - heading.Height)
            {
                at = (below, i);
                return parts is [] || Folding.IsSame(parts[0], meant);
            }
        }

        return false;
    }

    private static bool IsBeside(PageBox left, PageBox right) => right.Top > left.Bottom || right.Left - left.Right < 2 * left.Height;

    private static bool IsNext(PageBox upper, PageBox lower) => lower.Top - upper.Bottom < NextLine * Math.Min(upper.Height, lower.Height);

    /// <summary>A line whose words are folded once.</summary>
    private sealed class FoldedLine(TextLine line)
    {
        private readonly IReadOnlyList<string>[] _parts = [.. line.Words.Select(word => Folding.Fold(word.Text))];

        public TextLine Line => line;

        public IReadOnlyList<PageWord> Words => line.Words;

        /// <summary>A heading has none: where one stands, the rows have begun.</summary>
        public bool HasNumber { get; } = line.Words.Any(word => word.Text.Count(char.IsAsciiDigit) >= DigitsOfNumber);

        public (PageWord? Word, IReadOnlyList<string> Parts) At(int word) => word < _parts.Length ? (line.Words[word], _parts[word]) : (null, []);
    }
}
