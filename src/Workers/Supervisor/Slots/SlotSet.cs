using System.Globalization;
using Workers.Supervisor.Peers;

namespace Workers.Supervisor.Slots;

/// <summary>All slots of this process, in the order of admission: Registre first.</summary>
internal sealed class SlotSet : IDisposable
{
    private readonly Pools _pools;
    private readonly string _processName;
    private readonly TimeProvider _time;
    private volatile Slot[] _registre = [];
    private volatile Slot[] _ocr = [];

    /// <param name="processName">Unique among processes that share a Redis.</param>
    public SlotSet(SupervisorOptions options, Pools pools, string processName, TimeProvider time)
    {
        (_pools, _processName, _time) = (pools, processName, time);
        Grow(options);
    }

    public IReadOnlyList<Slot> Registre => _registre;

    public IReadOnlyList<Slot> Ocr => _ocr;

    public IEnumerable<Slot> All => Registre.Concat(Ocr);

    /// <summary>Adds slots where the pools have fewer than is asked for; those beyond it stay, and rest. A pool that does not run here gets none.</summary>
    /// <returns>The new ones.</returns>
    public IReadOnlyList<Slot> Grow(SupervisorOptions options)
    {
        var known = All.ToHashSet();
        _registre = Grown(_registre, Pools.Registre, "registre", options.RegistreWorkers);
        _ocr = Grown(_ocr, Pools.Ocr, "ocr", options.OcrPool);
        return [.. All.Where(slot => !known.Contains(slot))];
    }

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

    public bool IsOcr(string workerId) => Array.Exists(_ocr, slot => slot.WorkerId == workerId);

    private Slot[] Grown(Slot[] slots, Pools pool, string kind, int count) => !_pools.HasFlag(pool) || count <= slots.Length ? slots :
    [
        .. slots,
        .. Enumerable.Range(slots.Length + 1, count - slots.Length)
            .Select(number => new Slot(string.Create(CultureInfo.InvariantCulture, $"{_processName}-{kind}-{number}"), pool, _time)),
    ];
}
