namespace Simulators.Paper;

/// <summary>SplitMix64: the same numbers from the same seed on every runtime, for ever.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong state = seed;

    public static Dice For(PaperDocument document, int page) => new(document.Key * 64 + (ulong)page);

    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public int Between(int from, int to) => from + (int)(Next() % (ulong)(to - from + 1));

    public double Between(double from, double to) => from + ((to - from) * (Next() >> 11) / (1UL << 53));

    public bool Chance(double probability) => Between(0.0, 1.0) < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Between(0, items.Count - 1)];
}
