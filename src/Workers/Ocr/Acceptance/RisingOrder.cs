namespace Workers.Ocr.Acceptance;

/// <summary>Finds what stands out of order in a list that rises. Pure.</summary>
internal static class RisingOrder
{
    private const int Least = 3;

    /// <summary>With more than one in so many out of order the list does not rise.</summary>
    private const int OneIn = 4;

    /// <summary>Equal neighbours rise. Where two values may each be the wrong one, neither is named.</summary>
    /// <returns>The places of the values that belong to no longest rising part; empty for a list that does not rise.</returns>
    public static IReadOnlyList<int> FindSuspects<T>(IReadOnlyList<T> values)
        where T : IComparable<T>
    {
        var count = values.Count;
        if (count < Least)
        {
            return [];
        }

        var (before, after) = (new int[count], new int[count]);
        for (var i = 0; i < count; i++)
        {
            before[i] = 1 + Enumerable.Range(0, i).Where(j => values[j].CompareTo(values[i]) <= 0).Select(j => before[j]).DefaultIfEmpty(0).Max();
        }

        for (var i = count - 1; i >= 0; i--)
        {
            after[i] = 1 + Enumerable.Range(i + 1, count - i - 1).Where(j => values[j].CompareTo(values[i]) >= 0).Select(j => after[j]).DefaultIfEmpty(0).Max();
        }

        var longest = before.Max();
        List<int> suspects = [.. Enumerable.Range(0, count).Where(i => before[i] + after[i] - 1 < longest)];
        return suspects.Count + longest == count && suspects.Count <= Math.Max(1, count / OneIn) ? suspects : [];
    }
}
