namespace Workers.Ocr.Acceptance;

/// <summary>Two sequences side by side, in the order of both. Pure.</summary>
internal static class SequenceAlignment
{
    /// <param name="score">How well two items fit, 0 for not at all; the sum over the pairs is made as large as it can be.</param>
    /// <returns>
    /// Each item of both once, in order. Between two pairs that fit, as many items of one as of the other are taken for each other, else each stands alone.
    /// </returns>
    public static IReadOnlyList<(TOne? One, TOther? Other)> Of<TOne, TOther>(IReadOnlyList<TOne> one, IReadOnlyList<TOther> other, Func<TOne, TOther, int> score)
        where TOne : class
        where TOther : class
    {
        var best = new int[one.Count + 1, other.Count + 1];
        for (var i = one.Count - 1; i >= 0; i--)
        {
            for (var j = other.Count - 1; j >= 0; j--)
            {
                best[i, j] = Math.Max(Fits(i, j), Math.Max(best[i + 1, j], best[i, j + 1]));
            }
        }

        List<(TOne?, TOther?)> aligned = [];
        List<TOne> left = [];
        List<TOther> right = [];
        for (var (i, j) = (0, 0); i < one.Count || j < other.Count;)
        {
            if (i < one.Count && j < other.Count && score(one[i], other[j]) > 0 && best[i, j] == Fits(i, j))
            {
                Close();
                aligned.Add((one[i++], other[j++]));
            }
            else if (j == other.Count || (i < one.Count && best[i, j] == best[i + 1, j]))
            {
                left.Add(one[i++]);
            }
            else
            {
                right.Add(other[j++]);
            }
        }

        Close();
        return aligned;

        int Fits(int i, int j) => score(one[i], other[j]) is > 0 and var fit ? fit + best[i + 1, j + 1] : 0;

        void Close()
        {
            aligned.AddRange(left.Count == right.Count
                ? left.Zip(right, (l, r) => ((TOne?)l, (TOther?)r))
                : left.Select(l => ((TOne?)l, (TOther?)null)).Concat(right.Select(r => ((TOne?)null, (TOther?)r))));
            left.Clear();
            right.Clear();
        }
    }
}
