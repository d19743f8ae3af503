namespace Workers.Capacity.Ledger;

/// <summary>Which OCR workers give back their reservation between documents, so that a waiting Registre worker comes in or a lowered budget is met (pure).</summary>
internal static class YieldPlan
{
    /// <summary>Every process that reads the same ledger names the same workers: the latest first, until enough is free.</summary>
    public static bool MustYield(CapacitySnapshot ledger, string workerId)
    {
        if (ledger.Budget is not { } budget)
        {
            return false;
        }

        var wanted = Wanted(ledger, budget);
        var free = budget - ledger.Allocated;
        var small = ledger.Workers.Where(worker => worker.Type is WorkerType.IndexOcr or WorkerType.ActeOcr)
            .OrderByDescending(worker => worker.Since).ThenByDescending(worker => worker.WorkerId, StringComparer.Ordinal);
        foreach (var worker in small)
        {
            if (wanted.FitsIn(free))
            {
                return false;
            }

            if (worker.WorkerId == workerId)
            {
                return true;
            }

            free += worker.Footprint;
        }

        return false;
    }

    /// <summary>Whether a worker waits for which others must make or keep room.</summary>
    public static bool SomebodyWaits(CapacitySnapshot ledger) => ledger.Budget is { } budget && Wanted(ledger, budget) != default;

    /// <summary>What the waiting need together; one that would not fit even if every OCR worker yielded is passed over.</summary>
    private static Footprint Wanted(CapacitySnapshot ledger, Footprint budget)
    {
        var room = ledger.Workers.Where(worker => worker.Type is null or WorkerType.Registre).Aggregate(budget, (left, worker) => left - worker.Footprint);
        var wanted = default(Footprint);
        foreach (var waiting in ledger.Waiting)
        {
            var more = wanted + waiting.Footprint;
            wanted = more.FitsIn(room) ? more : wanted;
        }

        return wanted;
    }
}
