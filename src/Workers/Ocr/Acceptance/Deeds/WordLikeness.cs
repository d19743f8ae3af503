using Workers.Ocr.Witnesses.Tables;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>How much a word of a page counts as a word of a text: the same word its length, a long one with a slip in it less, another nothing. Pure.</summary>
internal sealed class WordLikeness
{
    private const int LongEnoughForOneSlip = 4;
    private const int LongEnoughForTwo = 8;

    /// <summary>Of longer words only so much counts: two pages share few words that long by chance anyhow.</summary>
    private const int LongestWeight = 8;

    /// <summary>With more pairs of different words than this, slips are not looked for.</summary>
    private const int MostPairs = 6_000_000;

    private readonly int[] _ones;
    private readonly int[] _others;
    private readonly byte[,]? _likeness;
    private readonly string[] _words;

    /// <param name="ones">Words of the page.</param>
    /// <param name="others">Words of the text.</param>
    public WordLikeness(IReadOnlyList<FoldedWord> ones, IReadOnlyList<FoldedWord> others)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        _ones = [.. ones.Select(word => IdOf(ids, word.Text))];
        var here = ids.Count;
        _others = [.. others.Select(word => IdOf(ids, word.Text))];
        _words = [.. ids.OrderBy(word => word.Value).Select(word => word.Key)];
        if ((long)here * ids.Count <= MostPairs)
        {
            _likeness = new byte[here, ids.Count];
            for (var one = 0; one < here; one++)
            {
                for (var other = 0; other < ids.Count; other++)
                {
                    _likeness[one, other] = (byte)Of(_words[one], _words[other]);
                }
            }
        }
    }

    /// <returns>0 for two words that are not the same.</returns>
    public int Of(int one, int other)
    {
        var (first, second) = (_ones[one], _others[other]);
        return _likeness is not null ? _likeness[first, second] : first == second ? WeightOf(_words[first]) : 0;
    }

    public static int WeightOf(string word) => Math.Min(word.Length, LongestWeight);

    private static int Of(string one, string other)
    {
        if (string.Equals(one, other, StringComparison.Ordinal))
        {
            return WeightOf(one);
        }

        var shorter = Math.Min(one.Length, other.Length);
        var slips = shorter >= LongEnoughForTwo ? 2 : shorter >= LongEnoughForOneSlip ? 1 : 0;
        return slips > 0 && Math.Abs(one.Length - other.Length) <= slips && char.IsAsciiLetter(one[0]) && char.IsAsciiLetter(other[0])
            && (!ExactWords.Holds(one) || !ExactWords.Holds(other)) && Folding.Distance(one, other, slips) is var distance && distance <= slips
            ? WeightOf(one) - distance
            : 0;
    }

    private static int IdOf(Dictionary<string, int> ids, string word)
    {
        if (!ids.TryGetValue(word, out var id))
        {
            ids[word] = id = ids.Count;
        }

        return id;
    }
}
