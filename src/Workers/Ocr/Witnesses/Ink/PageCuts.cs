namespace Workers.Ocr.Witnesses.Ink;

/// <summary>Where a page can be cut across into parts of about the same height without cutting a word. Pure.</summary>
internal static class PageCuts
{
    /// <summary>Nothing is written so near to a cut, in points.</summary>
    private const double Clear = 1;

    /// <returns>Where parts begin, in points; the first at 0. Fewer than asked for where words stand everywhere; none is lower than half of an even part.</returns>
    public static IReadOnlyList<double> Find(InkMarks marks, int parts)
    {
        var (height, gaps) = (marks.Size.Height, Gaps(marks));
        var least = height / (2 * parts);
        var cuts = new List<double> { 0 };
        for (var part = 1; part < parts; part++)
        {
            var wanted = height * part / parts;
            var near = gaps.Select(gap => Math.Clamp(wanted, gap.From, gap.To)).Where(at => Math.Abs(at - wanted) < least && at - cuts[^1] >= least).ToList();
            if (near is not [])
            {
                cuts.Add(near.MinBy(at => Math.Abs(at - wanted)));
            }
        }

        return cuts;
    }

    /// <summary>Stretches of the page's height that no word stands in.</summary>
    private static List<(double From, double To)> Gaps(InkMarks marks)
    {
        var gaps = new List<(double, double)>();
        var below = 0.0;
        foreach (var word in marks.Words.OrderBy(word => word.Top).Append(new(0, marks.Size.Height, 0, marks.Size.Height)))
        {
            if (word.Top - below > 2 * Clear)
            {
                gaps.Add((below + Clear, word.Top - Clear));
            }

            below = Math.Max(below, word.Bottom);
        }

        return gaps;
    }
}
