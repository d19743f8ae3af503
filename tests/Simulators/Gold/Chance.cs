namespace Simulators.Gold;

/// <summary>Random numbers by seed: each purpose has a stream of its own, so that a change in one leaves the others as they were.</summary>
internal static class Chance
{
    public static Random For(int seed, string purpose)
    {
        var hash = 2166136261u;
        foreach (var letter in purpose)
        {
            hash = (hash ^ letter) * 16777619u;
        }

        return new Random(unchecked((int)((hash ^ (uint)seed) * 2654435761u)));
    }

    public static T Pick<T>(this Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public static bool Happens(this Random random, double share) => random.NextDouble() < share;

    public static double Between(this Random random, double low, double high) => low + random.NextDouble() * (high - low);
}
