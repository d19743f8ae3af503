using Microsoft.Extensions.Logging;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Hosting.Loops;
using Workers.Jobs.Claims;
using Workers.Jobs.Leases;

namespace Workers.Supervisor.Slots;

/// <summary>Keeps one slot's loop alive: one that dies is counted and started again with a new worker.</summary>
internal sealed class SlotRunner(
    IWorkerSource workers, CapacityLedger ledger, Admission admission, ClaimDispatcher dispatcher, JobRun run, BackgroundLoops loops, TimeProvider time, ILoggerFactory loggers)
{
    /// <summary>Ends when the slot's last document is written after <paramref name="stop"/>.</summary>
    public Task RunAsync(Slot slot, CancellationToken stop) => loops.RunAsync(
        slot.WorkerId,
        null,
        async (_, stopping) =>
        {
            await using var worker = workers.Create(slot);
            await new SlotLoop(slot, worker, ledger, admission, dispatcher, run, time, loggers.CreateLogger<SlotLoop>()).RunAsync(stopping);
        },
        stop,
        slot.CountRestart);
}

/// <summary>Makes the worker of a slot; tests give workers of their own.</summary>
internal interface IWorkerSource
{
    IDocumentWorker Create(Slot slot);
}
