using Workers.Capacity;
using Workers.Capacity.Ledger;

namespace Workers.Supervisor.Rebalancing;

/// <summary>What the ledger leaves for this process's OCR pool (pure).</summary>
internal static class OcrHeadroom
{
    /// <param name="isOurs">Whether a worker id is one of this process's OCR slots.</param>
    /// <returns>
    /// What the pool holds and what is free beside it; while a Registre worker waits, what the pool holds without what must yield,
    /// so that nothing grows past the one that waits.
    /// </returns>
    public static Footprint Of(CapacitySnapshot ledger, Func<string, bool> isOurs)
    {
        var ours = ledger.Workers.Where(worker => worker.Type is not WorkerType.Registre && isOurs(worker.WorkerId)).ToList();
        if (!YieldPlan.SomebodyWaits(ledger))
        {
            var held = Sum(ours);
            return ledger.Budget is { } budget ? held + budget - ledger.Allocated : held;
        }

        return Sum(ours.Where(worker => !YieldPlan.MustYield(ledger, worker.WorkerId)));
    }

    private static Footprint Sum(IEnumerable<LedgerWorker> workers) =>
        workers.Aggregate(default(Footprint), (sum, worker) => sum + worker.Footprint);
}
