using System.Globalization;

namespace Workers.Supervisor;

/// <summary>All slots of this process, in the order of admission: Registre first.</summary>
internal sealed class SlotSet : IDisposable
{
    private readonly HashSet<string> _ocr;

    /// <param name="processName">Unique among processes that share a Redis.</param>
    public SlotSet(SupervisorOptions options, Pools pools, string processName, TimeProvider time)
    {
        Registre = Create(Pools.Registre, "registre", options.RegistreWorkers);
        Ocr = Create(Pools.Ocr, "ocr", options.OcrPool);
        _ocr = Ocr.Select(slot => slot.WorkerId).ToHashSet(StringComparer.Ordinal);

        IReadOnlyList<Slot> Create(Pools pool, string kind, int count) => pools.HasFlag(pool)
            ? [.. Enumerable.Range(1, count).Select(number => new Slot(string.Create(CultureInfo.InvariantCulture, $"{processName}-{kind}-{number}"), pool, time))]
            : [];
    }

    public IReadOnlyList<Slot> Registre { get; }

    public IReadOnlyList<Slot> Ocr { get; }

    public IEnumerable<Slot> All => Registre.Concat(Ocr);

    public void Dispose()
    {
        foreach (var slot in All)
        {
            slot.Dispose();
        }
    }

    public bool IsOcr(string workerId) => _ocr.Contains(workerId);
}
