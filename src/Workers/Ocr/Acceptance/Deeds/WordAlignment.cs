namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>
/// The words of a page beside the words of a text, each of one taken for at most one of the other: first in the order of both, so that a sentence
/// which a deed says twice is looked for twice; then, for lines that are left over, wherever the text still has words to give. Pure.
/// </summary>
internal sealed class WordAlignment
{
    public const int None = -1;

    /// <summary>The words of a page times those of its text; a page of close print has a million.</summary>
    private const long MostPairs = 25_000_000;

    /// <summary>A line counts as found elsewhere when this part of it stands together there.</summary>
    private const double Together = 0.6;

    /// <summary>Words that are near each other in the page are as near in the text, give or take so many.</summary>
    private const int Drift = 4;

    /// <summary>Two words of which only the cut differs: "immeu ble", "25 616".</summary>
    private const int LongestJoin = 12;

    private readonly IReadOnlyList<FoldedWord> _page;
    private readonly IReadOnlyList<FoldedWord> _text;
    private readonly WordLikeness _likeness;
    private readonly int[] _inText;
    private readonly int[] _inPage;

    private WordAlignment(IReadOnlyList<FoldedWord> page, IReadOnlyList<FoldedWord> text)
    {
        (_page, _text, _likeness) = (page, text, new(page, text));
        (_inText, _inPage) = (new int[page.Count], new int[text.Count]);
        Array.Fill(_inText, None);
        Array.Fill(_inPage, None);
    }

    /// <summary>For each word of the page the word of the text that is the same, or <see cref="None"/>.</summary>
    public IReadOnlyList<int> InText => _inText;

    /// <summary>For each word of the text the word of the page that is the same, or <see cref="None"/>.</summary>
    public IReadOnlyList<int> InPage => _inPage;

    /// <param name="lines">For each word of the page the line that it stands in, from 0, never falling.</param>
    /// <returns>Null for more words than a page has.</returns>
    public static WordAlignment? Of(IReadOnlyList<FoldedWord> page, IReadOnlyList<int> lines, IReadOnlyList<FoldedWord> text)
    {
        if ((long)page.Count * text.Count > MostPairs)
        {
            return null;
        }

        var alignment = new WordAlignment(page, text);
        alignment.AlignInOrder();
        Settle(alignment._inText, alignment._inPage, alignment._likeness.Of);
        Settle(alignment._inPage, alignment._inText, (one, other) => alignment._likeness.Of(other, one));
        alignment.JoinWhatIsOnlyCut();
        alignment.FindElsewhere(lines);
        return alignment;
    }

    /// <summary>The heaviest common sequence.</summary>
    private void AlignInOrder()
    {
        var (rows, columns) = (_page.Count, _text.Count);
        var best = new int[columns + 1];
        var steps = new byte[rows, columns];
        for (var i = rows - 1; i >= 0; i--)
        {
            var diagonal = 0;
            for (var j = columns - 1; j >= 0; j--)
            {
                var (down, right, like) = (best[j], best[j + 1], _likeness.Of(i, j));
                var paired = like > 0 ? like + diagonal : 0;
                (best[j], steps[i, j]) = paired >= down && paired >= right && like > 0 ? (paired, (byte)0) : down >= right ? (down, (byte)1) : (right, (byte)2);
                diagonal = down;
            }
        }

        for (var (i, j) = (0, 0); i < rows && j < columns;)
        {
            switch (steps[i, j])
            {
                case 0:
                    Pair(i++, j++);
                    break;
                case 1:
                    i++;
                    break;
                default:
                    j++;
                    break;
            }
        }
    }

    /// <summary>
    /// A word that stands alone in a gap of the other side, and stands there again at its neighbour's side, goes to its neighbour: the gap is then one,
    /// and as long as what is missing.
    /// </summary>
    private static void Settle(int[] there, int[] here, Func<int, int, int> like)
    {
        for (var i = there.Length - 2; i >= 0; i--)
        {
            var (at, next) = (there[i], there[i + 1]);
            if (at is not None && next > at + 1 && here[next - 1] is None && like(i, next - 1) >= like(i, at))
            {
                (here[at], there[i], here[next - 1]) = (None, next - 1, i);
            }
        }

        for (var i = 1; i < there.Length; i++)
        {
            var (last, at) = (there[i - 1], there[i]);
            var standsAlone = i + 1 == there.Length || there[i + 1] != at + 1;
            if (last is not None && at > last + 1 && standsAlone && here[last + 1] is None && like(i, last + 1) >= like(i, at))
            {
                (here[at], there[i], here[last + 1]) = (None, last + 1, i);
            }
        }
    }

    /// <summary>Between two pairs: the same letters and digits, cut into words otherwise.</summary>
    private void JoinWhatIsOnlyCut()
    {
        for (int i = 0, j = 0; i < _page.Count;)
        {
            if (_inText[i] is not None)
            {
                j = _inText[i++] + 1;
                continue;
            }

            var (end, last) = (EndOf(_inText, i), EndOf(_inPage, j));
            if (last > j && end - i <= LongestJoin && last - j <= LongestJoin && Joined(_page, i, end) == Joined(_text, j, last))
            {
                for (var word = i; word < end; word++)
                {
                    _inText[word] = Math.Min(j + word - i, last - 1);
                }

                for (var word = j; word < last; word++)
                {
                    _inPage[word] = Math.Min(i + word - j, end - 1);
                }
            }

            i = end;
        }
    }

    private void FindElsewhere(IReadOnlyList<int> lines)
    {
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        for (var j = 0; j < _text.Count; j++)
        {
            if (_inPage[j] is None)
            {
                (places.TryGetValue(_text[j].Text, out var known) ? known : places[_text[j].Text] = []).Add(j);
            }
        }

        for (var begin = 0; begin < _page.Count;)
        {
            var end = begin;
            while (end < _page.Count && lines[end] == lines[begin])
            {
                end++;
            }

            var left = Enumerable.Range(begin, end - begin).Where(word => _inText[word] is None).ToList();
            if (left.Count * 2 > end - begin)
            {
                FindElsewhere(left, places);
            }

            begin = end;
        }
    }

    /// <summary>Most of its words lie at one distance from where they lie in the page.</summary>
    private void FindElsewhere(List<int> words, Dictionary<string, List<int>> places)
    {
        var votes = new Dictionary<int, int>();
        foreach (var word in words)
        {
            foreach (var place in places.GetValueOrDefault(_page[word].Text) ?? [])
            {
                votes[place - word] = votes.GetValueOrDefault(place - word) + WordLikeness.WeightOf(_page[word].Text);
            }
        }

        if (votes.Count is 0)
        {
            return;
        }

        var offset = votes.MaxBy(vote => vote.Value).Key;
        var found = new List<(int Word, int Place)>();
        foreach (var word in words)
        {
            var next = found is [.., var last] ? last.Place + 1 : 0;
            var near = Enumerable.Range(word + offset - Drift, (2 * Drift) + 1)
                .Where(place => place >= next && place < _text.Count && _inPage[place] is None && _likeness.Of(word, place) > 0)
                .ToList();
            if (near is not [])
            {
                found.Add((word, near.MinBy(place => Math.Abs(place - word - offset))));
            }
        }

        if (found.Sum(pair => WordLikeness.WeightOf(_page[pair.Word].Text)) >= Together * words.Sum(word => WordLikeness.WeightOf(_page[word].Text)))
        {
            found.ForEach(pair => Pair(pair.Word, pair.Place));
        }
    }

    private void Pair(int word, int place) => (_inText[word], _inPage[place]) = (place, word);

    private static int EndOf(int[] pairs, int begin)
    {
        while (begin < pairs.Length && pairs[begin] is None)
        {
            begin++;
        }

        return begin;
    }

    private static string Joined(IReadOnlyList<FoldedWord> words, int begin, int end) => string.Concat(words.Skip(begin).Take(end - begin).Select(word => word.Text));
}
