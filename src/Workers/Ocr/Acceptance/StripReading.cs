using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Tables;

namespace Workers.Ocr.Acceptance;

/// <summary>A few neighbouring bands of a page.</summary>
/// <param name="First">The place of the first among all bands.</param>
/// <param name="Last">The place of the last.</param>
internal readonly record struct Strip(int First, int Last)
{
    public int Count => Last - First + 1;

    public bool Holds(int band) => band >= First && band <= Last;

    /// <param name="above">Bands of the page above the place; a line that no band shows stands there.</param>
    /// <param name="count">Bands of the page.</param>
    public bool HoldsGap(int above, int count) => (above is 0 || Holds(above - 1)) && (above == count || Holds(above));
}

/// <summary>What a reading of a strip alone gave.</summary>
internal sealed record StripReading(Strip Strip, IReadOnlyList<Inscription> Lines)
{
    /// <returns>The line of this reading that tells of the band; null for none.</returns>
    public Inscription? At(int band, IndexTable table)
    {
        var inside = table.Bands.Skip(Strip.First).Take(Strip.Count).ToList();
        return LinePairing.Of(Lines, inside).FirstOrDefault(pair => pair.Band == band - Strip.First)?.Line;
    }

    /// <summary>Whether it holds an inscription that no band of the strip shows: the witness may not see all that is written there.</summary>
    public bool HoldsMore(IndexTable table) => LinePairing.Of(Lines, [.. table.Bands.Skip(Strip.First).Take(Strip.Count)]).Any(pair => pair.Band is null);
}
