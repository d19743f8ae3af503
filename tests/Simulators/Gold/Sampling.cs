namespace Simulators.Gold;

/// <summary>
/// Which combinations a sample is made of. As many documents as the longest axis has values show every value of every axis;
/// each document is the one of some candidates that brings most pairs of values not yet seen together.
/// </summary>
internal static class Sampling
{
    private const int Candidates = 24;

    public static IReadOnlyList<Combination> Draw(int count, int seed)
    {
        var random = Chance.For(seed, "sample");
        var unseen = Axes.All.Select(axis => Enumerable.Range(0, axis.Count).ToList()).ToArray();
        HashSet<(int, int, int, int)> pairs = [];
        List<Combination> drawn = [];
        while (drawn.Count < count)
        {
            var best = Enumerable.Range(0, Candidates)
                .Select(_ => Candidate(unseen, random))
                .MaxBy(places => Pairs(places).Count(pair => !pairs.Contains(pair)))!;
            pairs.UnionWith(Pairs(best));
            for (var axis = 0; axis < best.Length; axis++)
            {
                unseen[axis].Remove(best[axis]);
            }

            drawn.Add(Axes.At(best));
        }

        return drawn;
    }

    private static int[] Candidate(IReadOnlyList<List<int>> unseen, Random random) =>
        [.. Axes.All.Select((axis, at) => unseen[at].Count > 0 ? random.Pick(unseen[at]) : random.Next(axis.Count))];

    /// <summary>Every pair of values that stand together in one combination.</summary>
    public static IEnumerable<(int First, int FirstValue, int Second, int SecondValue)> Pairs(IReadOnlyList<int> places) =>
        from first in Enumerable.Range(0, places.Count)
        from second in Enumerable.Range(first + 1, places.Count - first - 1)
        select (first, places[first], second, places[second]);
}
