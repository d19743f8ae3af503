using Microsoft.Extensions.Logging;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Jobs.Claims;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;

namespace Workers.Supervisor.Slots;

/// <summary>
/// The life of one slot: reserve, take what the worker needs, claim, work, write the outcome, again. It changes its type and gives its reservation back
/// only between documents, and starts nothing without a reservation it is certain of.
/// </summary>
internal sealed partial class SlotLoop(
    Slot slot,
    IDocumentWorker worker,
    CapacityLedger ledger,
    Admission admission,
    ClaimDispatcher dispatcher,
    JobRun run,
    TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAround = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private bool _isAwake;
    private string? _missing;
    private bool _changeIsDelayed;

    /// <param name="stop">Ends the loop at the next boundary between documents.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await RunOnceAsync(stop);
            }
        }
        finally
        {
            await GiveBackAsync();
        }
    }

    private async Task RunOnceAsync(CancellationToken stop)
    {
        var changed = slot.OrderChanged;
        if (slot.Order is not { } order)
        {
            await GiveBackAsync();
            await PauseAsync(Timeout.InfiniteTimeSpan, changed, stop);
        }
        else if (slot.Reservation is null && await worker.FindObstacleAsync(takes: false, stop) is { } missing)
        {
            await WaitAsync(missing, changed, stop);
        }
        else if (!await HoldAsync(order, stop))
        {
            await PauseAsync(AskAgain, changed, stop);
        }
        else if (await worker.FindObstacleAsync(takes: true, stop) is { } gone)
        {
            await GiveBackAsync();
            await WaitAsync(gone, changed, stop);
        }
        else
        {
            (_isAwake, _missing) = (true, null);
            await TakeNextAsync(changed, stop);
        }
    }

    /// <summary>Something that it needs beside a reservation is not there: it holds nothing and claims nothing.</summary>
    private async Task WaitAsync(string missing, CancellationToken changed, CancellationToken stop)
    {
        if (missing != _missing)
        {
            _missing = missing;
            LogBlocked(slot.WorkerId, missing);
        }

        slot.Block(missing);
        await PauseAsync(AskAgain, changed, stop);
    }

    /// <returns>Whether it holds a reservation to work with, of the ordered type or, where that does not fit, the one it had.</returns>
    private async Task<bool> HoldAsync(WorkerType order, CancellationToken stop)
    {
        if (slot.Reservation is { IsCertain: true } held)
        {
            if (held.Type != order)
            {
                await ChangeAsync(held, order, stop);
            }

            if (held.IsCertain)
            {
                slot.Keep(held);
                return true;
            }

            return false;
        }

        var isBlocked = slot.View().IsBlocked;
        var answer = await admission.ReserveAsync(slot.WorkerId, order, stop, shadow: order is WorkerType.Registre);
        slot.Take(answer);
        if (answer is ReserveAnswer.Granted)
        {
            LogReserved(slot.WorkerId, order);
            return true;
        }

        if (!isBlocked)
        {
            LogBlocked(slot.WorkerId, answer.WhyNot);
        }

        return false;
    }

    /// <summary>What does not fit works on as what it is, and is asked for again.</summary>
    private async Task ChangeAsync(Reservation held, WorkerType to, CancellationToken stop)
    {
        var from = held.Type;
        var answer = await admission.SwapAsync(held, to, stop);
        if (answer is SwapAnswer.Swapped)
        {
            LogSwapped(slot.WorkerId, from, to);
        }

        var delayed = answer as SwapAnswer.Delayed;
        if (delayed is not null && !_changeIsDelayed)
        {
            LogStays(slot.WorkerId, from, delayed.Shortage.Message);
        }

        _changeIsDelayed = delayed is not null;
    }

    private async Task TakeNextAsync(CancellationToken changed, CancellationToken stop)
    {
        var held = slot.Reservation!;
        var type = held.Type;
        var (stage, source) = SlotPlan.Claims(type);
        RunningJob? job;
        using (var until = CancellationTokenSource.CreateLinkedTokenSource(changed, stop))
        {
            try
            {
                job = await dispatcher.NextAsync(slot.WorkerId, stage, source, LookAround, until.Token);
            }
            catch (OperationCanceledException) when (until.IsCancellationRequested)
            {
                return;
            }
        }

        if (job is null)
        {
            await RestWhenIdleAsync();
            return;
        }

        slot.Begin(job);
        JobOutcome? outcome;
        try
        {
            outcome = await run.RunAsync(worker, job, type, isReserved: held.IsCertain);
        }
        finally
        {
            slot.End();
        }

        if (outcome is not null)
        {
            dispatcher.Note(job, outcome);
        }

        if (outcome is JobOutcome.HandedBack { Reason: HandBackReason.Occupied } back)
        {
            await LetOthersAsync(back.AvailableAfter ?? AskAgain, changed, stop);
        }
    }

    /// <summary>What this worker needs is in use elsewhere, or used up: it lets go of what it has and claims nothing for a while.</summary>
    private async Task LetOthersAsync(TimeSpan wait, CancellationToken changed, CancellationToken stop)
    {
        await RestAsync();
        await PauseAsync(wait < LongestWait ? wait : LongestWait, changed, stop);
    }

    private async Task RestWhenIdleAsync()
    {
        if (_isAwake && slot.View().IdleFor >= SlotPlan.Linger)
        {
            await RestAsync();
        }
    }

    private async Task RestAsync()
    {
        if (_isAwake)
        {
            _isAwake = false;
            await worker.RestAsync();
        }
    }

    /// <summary>What the worker keeps running ends before what it may use does.</summary>
    private async Task GiveBackAsync()
    {
        await RestAsync();
        if (slot.View() is { Holds: null, IsBlocked: false })
        {
            return;
        }

        slot.Rest();
        await ledger.ReleaseAsync(slot.WorkerId, CancellationToken.None);
        LogReleased(slot.WorkerId);
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken changed, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(changed, stop);
        try
        {
            await Task.Delay(pause, time, either.Token);
        }
        catch (OperationCanceledException)
        {
            // A new order, or the end: the caller looks.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{WorkerId} holds a reservation as {Type}")]
    private partial void LogReserved(string workerId, WorkerType type);

    [LoggerMessage(Level = LogLevel.Information, Message = "{WorkerId} changed from {From} to {To}")]
    private partial void LogSwapped(string workerId, WorkerType from, WorkerType to);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{WorkerId} stays {Type}: {Reason}")]
    private partial void LogStays(string workerId, WorkerType type, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{WorkerId} gave its reservation back")]
    private partial void LogReleased(string workerId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{WorkerId} waits: {Reason}")]
    private partial void LogBlocked(string workerId, string reason);
}
