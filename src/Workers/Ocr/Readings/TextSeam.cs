using F23.StringSimilarity;

namespace Workers.Ocr.Readings;

/// <summary>How two texts that overlap were put together.</summary>
internal enum Seam
{
    Sure,

    /// <summary>They share words, and one has others there that are not in the other.</summary>
    WordsOfOne,

    /// <summary>They share no words.</summary>
    None,
}

/// <summary>
/// Puts two texts together of which the second begins before the first has ended: what both say stands once. The first's last words and the
/// second's first ones may be damaged, where the edge of a picture cut through a line. Pure.
/// </summary>
internal static class TextSeam
{
    /// <summary>A line of a page: so much may be damaged on each side of the seam.</summary>
    private const int MostDamaged = 14;

    /// <summary>Far more words than a picture's overlap holds.</summary>
    private const int MostCommon = 400;

    /// <summary>Of the letters of words that were cut.</summary>
    private const double MostSlips = 0.5;

    /// <summary>A cut line may have lost, or gained, one letter in so many.</summary>
    private const int Slack = 4;

    private static readonly Levenshtein Letters = new();

    /// <summary>Fewer words in common may be chance.</summary>
    private const int FewestCommon = 4;

    /// <returns>The whole. Without a seam the texts stand one after the other; words at it that are no damaged form of the other's stay.</returns>
    public static (string Text, Seam Seam) Join(string above, string below)
    {
        if (string.IsNullOrWhiteSpace(above) || string.IsNullOrWhiteSpace(below))
        {
            return (string.IsNullOrWhiteSpace(above) ? below : above, Seam.Sure);
        }

        var (ends, begins) = (Words(above).TakeLast(MostCommon + MostDamaged).ToList(), Words(below).Take(MostCommon + MostDamaged).ToList());
        var (length, lost, late) = Longest([.. ends.Select(place => above[place])], [.. begins.Select(place => below[place])]);
        if (length == 0)
        {
            return (above.TrimEnd() + "\n" + below.TrimStart(), Seam.None);
        }

        var (first, last) = (ends.Count - lost - length, ends.Count - lost - 1);
        var (from, to) = (ends[last].End.Value, begins[late + length - 1].End.Value);
        var (cut, head) = (above[from..], below[..begins[late].Start.Value]);
        var isCut = IsDamaged(cut, below[to..], fromEnd: false);
        var isHead = IsDamaged(head, above[..ends[first].Start.Value], fromEnd: true);
        return (
            above[..ends[first].Start.Value] + (isHead ? "" : head.Trim() + "\n") + above[ends[first].Start.Value..from] + (isCut ? "" : "\n" + cut.Trim() + "\n") + below[to..],
            isCut && isHead ? Seam.Sure : Seam.WordsOfOne);
    }

    /// <summary>Whether one of two is the other with slips: half of their letters, in the same order.</summary>
    public static bool AreLike(string one, string other)
    {
        var longest = Math.Max(one.Length, other.Length);
        return longest > 0 && Letters.Distance(one, other) <= MostSlips * longest;
    }

    /// <summary>Words that an edge cut stand whole where the other text goes on.</summary>
    private static bool IsDamaged(string cut, string whole, bool fromEnd)
    {
        var (damaged, sound) = (string.Concat(cut.Where(letter => !char.IsWhiteSpace(letter))), string.Concat(whole.Where(letter => !char.IsWhiteSpace(letter))));
        if (damaged is "")
        {
            return true;
        }

        return Enumerable.Range(damaged.Length - (damaged.Length / Slack), 1 + (2 * (damaged.Length / Slack)))
            .Select(length => Math.Min(length, sound.Length))
            .Any(length => AreLike(damaged, fromEnd ? sound[^length..] : sound[..length]));
    }

    /// <summary>The longest stretch of words that ends the first and begins the second, but for what is damaged.</summary>
    private static (int Length, int Lost, int Late) Longest(string[] ends, string[] begins)
    {
        var best = (Length: 0, Lost: 0, Late: 0);
        for (var lost = 0; lost <= Math.Min(MostDamaged, ends.Length - 1); lost++)
        {
            for (var late = 0; late <= Math.Min(MostDamaged, begins.Length - 1); late++)
            {
                var most = Math.Min(ends.Length - lost, begins.Length - late);
                for (var length = most; length > best.Length; length--)
                {
                    if (ends.AsSpan(ends.Length - lost - length, length).SequenceEqual(begins.AsSpan(late, length)))
                    {
                        best = (length, lost, late);
                    }
                }
            }
        }

        return best.Length >= Math.Min(FewestCommon, Math.Min(ends.Length, begins.Length)) ? best : default;
    }

    private static IEnumerable<Range> Words(string text)
    {
        for (var from = 0; from < text.Length; from++)
        {
            if (char.IsWhiteSpace(text[from]))
            {
                continue;
            }

            var to = from;
            while (to < text.Length && !char.IsWhiteSpace(text[to]))
            {
                to++;
            }

            yield return from..to;
            from = to;
        }
    }
}
