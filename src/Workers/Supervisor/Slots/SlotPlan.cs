using Workers.Capacity;
using Workers.Jobs;

namespace Workers.Supervisor.Slots;

/// <summary>What the plan needs to know of one slot.</summary>
/// <param name="Holds">The reservation it holds; null when it rests or is refused.</param>
/// <param name="IdleFor">How long it has held a reservation without a document.</param>
/// <param name="IsBlocked">It wants to work and is not admitted.</param>
internal readonly record struct SlotView(string WorkerId, WorkerType? Holds, bool IsBusy, TimeSpan IdleFor, bool IsBlocked);

/// <summary>What a slot shall be from its next boundary between documents; null rests.</summary>
internal readonly record struct SlotOrder(string WorkerId, WorkerType? Work);

/// <summary>Which slots shall work: never more than documents waiting and running, except the pool's minimums.</summary>
internal static class SlotPlan
{
    /// <summary>An idle slot keeps its reservation this long for the next document, unless somebody else needs it.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMinutes(2);

    public static IReadOnlyList<SlotOrder> Registre(IReadOnlyList<SlotView> slots, int waiting, bool isSomebodyBlocked)
    {
        var wanted = slots.Count(slot => slot.IsBusy) + waiting;
        return
        [
            .. slots
                .OrderByDescending(slot => slot.IsBusy)
                .ThenByDescending(slot => slot.Holds is not null)
                .Select((slot, place) => Order(slot, place < wanted ? WorkerType.Registre : null, isSomebodyBlocked)),
        ];
    }

    /// <param name="split">The pool's split in force.</param>
    public static IReadOnlyList<SlotOrder> Ocr(
        IReadOnlyList<SlotView> slots, Split split, Split minimum, int waitingIndex, int waitingActe, bool isSomebodyBlocked)
    {
        var index = Wanted(slots, WorkerType.IndexOcr, split.Index, minimum.Index, waitingIndex);
        var acte = Wanted(slots, WorkerType.ActeOcr, split.Acte, minimum.Acte, waitingActe);
        var orders = new Dictionary<string, WorkerType>(StringComparer.Ordinal);

        // Whoever already is what is wanted stays: busy before idle. Then others change over, and last the resting start.
        Take(slots.Where(slot => slot.Holds is WorkerType.IndexOcr).OrderByDescending(slot => slot.IsBusy), WorkerType.IndexOcr, ref index);
        Take(slots.Where(slot => slot.Holds is WorkerType.ActeOcr).OrderByDescending(slot => slot.IsBusy), WorkerType.ActeOcr, ref acte);
        var rest = slots.OrderByDescending(slot => slot.Holds is not null).ThenBy(slot => slot.IsBusy).ToList();
        Take(rest, WorkerType.IndexOcr, ref index);
        Take(rest, WorkerType.ActeOcr, ref acte);
        return [.. slots.Select(slot => Order(slot, orders.TryGetValue(slot.WorkerId, out var type) ? type : null, isSomebodyBlocked))];

        void Take(IEnumerable<SlotView> candidates, WorkerType type, ref int wanted)
        {
            foreach (var slot in candidates.Where(slot => !orders.ContainsKey(slot.WorkerId)).Take(wanted).ToList())
            {
                orders[slot.WorkerId] = type;
                wanted--;
            }
        }
    }

    private static int Wanted(IReadOnlyList<SlotView> slots, WorkerType type, int share, int minimum, int waiting) =>
        Math.Min(share, Math.Max(minimum, slots.Count(slot => slot.IsBusy && slot.Holds == type) + waiting));

    private static SlotOrder Order(SlotView slot, WorkerType? wanted, bool isSomebodyBlocked)
    {
        var lingers = slot.Holds is not null && !isSomebodyBlocked && (slot.IsBusy || slot.IdleFor < Linger);
        return new(slot.WorkerId, wanted ?? (lingers ? slot.Holds : null));
    }

    /// <summary>What a worker of this type claims.</summary>
    public static (JobStage Stage, DocumentSource? Source) Claims(WorkerType type) => type switch
    {
        WorkerType.Registre => (JobStage.Download, null),
        WorkerType.IndexOcr => (JobStage.Ocr, DocumentSource.Index),
        _ => (JobStage.Ocr, DocumentSource.Acte),
    };
}
