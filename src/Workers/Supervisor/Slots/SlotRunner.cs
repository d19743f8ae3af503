using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Jobs.Claims;
using Workers.Jobs.Leases;

namespace Workers.Supervisor.Slots;

/// <summary>Keeps one slot's loop alive: a loop that dies is counted and started again with a new worker, ever more slowly.</summary>
internal sealed partial class SlotRunner(
    IWorkerSource workers, CapacityLedger ledger, Admission admission, ClaimDispatcher dispatcher, JobRun run, TimeProvider time, ILoggerFactory loggers, ILogger<SlotRunner> logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Ends when the slot's last document is written after <paramref name="stop"/>.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A slot outlives whatever its loop meets.")]
    public async Task RunAsync(Slot slot, CancellationToken stop)
    {
        for (var pause = FirstPause; !stop.IsCancellationRequested; pause = 2 * pause < LongestPause ? 2 * pause : LongestPause)
        {
            try
            {
                await using var worker = workers.Create(slot);
                await new SlotLoop(slot, worker, ledger, admission, dispatcher, run, time, loggers.CreateLogger<SlotLoop>()).RunAsync(stop);
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                slot.CountRestart();
                LogDied(fault, slot.WorkerId, pause.TotalSeconds);
            }

            await Task.Delay(pause, time, stop).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The loop of {WorkerId} died and starts again in {Seconds} s")]
    private partial void LogDied(Exception fault, string workerId, double seconds);
}

/// <summary>Makes the worker of a slot; tests give workers of their own.</summary>
internal interface IWorkerSource
{
    IDocumentWorker Create(Slot slot);
}
