namespace Workers.Benchmarks.Accuracy;

/// <summary>Whether a confidence says how often a value is right. Pure.</summary>
internal static class Calibration
{
    /// <returns>From the least confidence to the greatest, in tenths: how many values have it, and how many of them are right.</returns>
    public static IReadOnlyList<(double From, int Count, int Right)> Reliability(IEnumerable<JudgedValue> values)
    {
        const double tenths = 10;
        return [.. values.GroupBy(value => Math.Floor(Math.Clamp(value.Confidence, 0, 0.999) * tenths) / tenths)
            .OrderBy(group => group.Key)
            .Select(group => (group.Key, group.Count(), group.Count(value => value.IsRight)))];
    }

    /// <summary>How often a right value has more confidence than a wrong one, an equal one counting half: 1 tells them apart, 0.5 tells nothing.</summary>
    /// <returns>Null without right or without wrong values.</returns>
    public static double? Auroc(IReadOnlyCollection<JudgedValue> values)
    {
        var (right, wrong) = (values.Count(value => value.IsRight), values.Count(value => !value.IsRight));
        if (right is 0 || wrong is 0)
        {
            return null;
        }

        var (above, won) = (0.0, 0.0);
        foreach (var group in values.GroupBy(value => value.Confidence).OrderBy(group => group.Key))
        {
            var (rightHere, wrongHere) = (group.Count(value => value.IsRight), group.Count(value => !value.IsRight));
            won += rightHere * (above + (wrongHere / 2.0));
            above += wrongHere;
        }

        return won / ((double)right * wrong);
    }
}
