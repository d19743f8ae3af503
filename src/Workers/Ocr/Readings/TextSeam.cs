namespace Workers.Ocr.Readings;

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

    /// <summary>Fewer words in common may be chance.</summary>
    private const int FewestCommon = 4;

    /// <returns>The whole, and whether a seam was found; without one the texts stand one after the other.</returns>
    public static (string Text, bool IsFound) Join(string above, string below)
    {
        if (string.IsNullOrWhiteSpace(above) || string.IsNullOrWhiteSpace(below))
        {
            return (string.IsNullOrWhiteSpace(above) ? below : above, true);
        }

        var (ends, begins) = (Words(above).TakeLast(MostCommon + MostDamaged).ToList(), Words(below).Take(MostCommon + MostDamaged).ToList());
        var (length, lost, late) = Longest([.. ends.Select(place => above[place])], [.. begins.Select(place => below[place])]);
        if (length == 0)
        {
            return (above.TrimEnd() + "\n" + below.TrimStart(), false);
        }

        var from = ends[ends.Count - lost - 1].End.Value;
        var to = begins[late + length - 1].End.Value;
        return (above[..from] + below[to..], true);
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
