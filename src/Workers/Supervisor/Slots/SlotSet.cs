using System.Globalization;
using Workers.Supervisor.Peers;

namespace Workers.Supervisor.Slots;

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

    /// <param name="slots">Of one pool.</param>
    /// <param name="most">That fit into the ledger at this moment.</param>
    public static Offer OfferOf(IReadOnlyList<Slot> slots, int most)
    {
        var views = slots.Select(slot => slot.View()).ToList();
        var (busy, able) = (views.Count(view => view.IsBusy), views.Count(view => view.IsBusy || !view.IsBlocked));
        var offered = Math.Max(busy, Math.Min(able, most));
        return new(offered, offered - busy);
    }

    public bool IsOcr(string workerId) => _ocr.Contains(workerId);
}
