using Workers.Capacity;

namespace Workers.Supervisor.Rebalancing;

/// <summary>What waits for one mode of the OCR pool, over all environments.</summary>
/// <param name="Waiting">Documents that could be claimed now.</param>
/// <param name="SecondsPerDocument">Learned from finished documents.</param>
/// <param name="OldestAge">Since the oldest waiting document was added; zero when none waits.</param>
internal readonly record struct ModeDemand(int Waiting, double SecondsPerDocument, TimeSpan OldestAge)
{
    private static readonly TimeSpan PressureStep = TimeSpan.FromMinutes(10);

    private const double MostPressure = 4;

    /// <summary>Work in seconds of one worker, weighed by how long the oldest has waited: fourfold after ten minutes, at most sixteenfold.</summary>
    public double WorkSeconds => Waiting * SecondsPerDocument * Pressure * Pressure;

    // Squared: with the age alone a large queue that is left behind catches up too slowly to one that is small and fresh.
    private double Pressure => Math.Min(MostPressure, 1 + (OldestAge / PressureStep));
}

internal readonly record struct PoolDemand(ModeDemand Index, ModeDemand Acte)
{
    /// <summary>How much of the work is index work, 0–1; half when nothing waits.</summary>
    public double IndexShare => Index.WorkSeconds + Acte.WorkSeconds is var all and > 0 ? Index.WorkSeconds / all : 0.5;
}

/// <summary>What bounds the OCR pool at this moment.</summary>
/// <param name="Pool">Configured size.</param>
/// <param name="Minimum">Workers always kept per mode.</param>
/// <param name="Room">What the ledger leaves for OCR: the budget without everybody else's reservations.</param>
/// <param name="RequestsPerMinute">Gemini's bound.</param>
/// <param name="TokensPerMinute">Gemini's bound.</param>
internal sealed record PoolLimits(int Pool, Split Minimum, Footprint Room, long RequestsPerMinute, long TokensPerMinute)
{
    /// <summary>Whether the ledger can hold these workers and Gemini can feed them.</summary>
    public bool Allow(Split split) => HasRoom(split) && QuotaFeed.IsEnough(split, RequestsPerMinute, TokensPerMinute);

    /// <summary>Whether the ledger can hold these workers.</summary>
    public bool HasRoom(Split split) =>
        ((split.Index * Footprint.Of(WorkerType.IndexOcr)) + (split.Acte * Footprint.Of(WorkerType.ActeOcr))).FitsIn(Room);
}
