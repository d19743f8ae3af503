using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Capacity.Planning;
using Workers.Hosting.Loops;
using Workers.Jobs.Leases;
using Workers.Redis;
using Workers.Steering;
using Workers.Supervisor.Peers;
using Workers.Supervisor.Rebalancing;
using Workers.Supervisor.Slots;
using Workers.Supervisor.Stopping;

namespace Workers.Supervisor;

/// <summary>Observes queue and ledger, plans, gives orders to the slots, every second and when something changed; stops them in good order.</summary>
internal sealed partial class Supervisor(
    SlotSet slots,
    SlotRunner runner,
    ObservedSources sources,
    Steered<SupervisorOptions> settings,
    SteeringBoard steering,
    StopBounds stopping,
    StopSignals signals,
    BackgroundLoops loops,
    TimeProvider time,
    ILogger<Supervisor> logger) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stopClaiming = new();
    private RebalanceState _rebalance = RebalanceState.Initial;
    private long _lastTick = time.GetTimestamp();
    private ImmutableList<Task> _slots = [];
    private bool _isParked;
    private volatile Observation? _last;

    /// <summary>What the last pass saw; null before the first.</summary>
    public Observation? Last => _last;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Run(slots.All);
        return base.StartAsync(cancellationToken);
    }

    /// <summary>One pass: observe, plan, apply.</summary>
    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        var ordered = steering.State;
        if (ordered.Stop is { } stop)
        {
            signals.Ask(stop.Describe());
        }

        Run(slots.Grow(settings.Current));
        var queues = SteeredPlan.Left(await sources.Queue.ReadAsync(cancellation), ordered);
        CapacitySnapshot capacity;
        try
        {
            capacity = await sources.Ledger.ReadAsync(cancellation);
        }
        catch (RedisFailureException)
        {
            // Who holds a reservation keeps it; nobody else can start.
            _last = new(time.GetTimestamp(), queues, null);
            return;
        }

        _last = new(time.GetTimestamp(), queues, capacity);
        var share = sources.Peers.Share(queues, slots, _rebalance);
        PlanRegistre(share, ordered);
        PlanOcr(share, capacity, ordered);
        await sources.Peers.ShowAsync(queues, slots, _rebalance, capacity, isStopping: false, cancellation);
    }

    /// <summary>Stops claiming, lets running documents finish within the grace, then hands them back.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopClaiming.CancelAsync();
        await base.StopAsync(cancellationToken);
        using var finished = new CancellationTokenSource();
        var showing = ShowStoppingAsync(finished.Token);
        await FinishAllAsync();
        await finished.CancelAsync();
        await showing;
    }

    public override void Dispose()
    {
        _stopClaiming.Dispose();
        base.Dispose();
    }

    private async Task FinishAllAsync()
    {
        if (!await FinishAsync(stopping.Grace, signals.Hurry))
        {
            foreach (var slot in slots.All)
            {
                slot.Interrupt(StopCause.Shutdown);
            }

            if (!await FinishAsync(stopping.HandBack, CancellationToken.None))
            {
                LogLeft(slots.All.Count(slot => slot.View().IsBusy));
            }
        }
    }

    /// <summary>Others no longer count on this daemon, and <c>status</c> shows what it still finishes.</summary>
    private async Task ShowStoppingAsync(CancellationToken finished)
    {
        while (!finished.IsCancellationRequested)
        {
            try
            {
                await sources.Peers.ShowAsync([], slots, _rebalance, await sources.Ledger.ReadAsync(finished), isStopping: true, finished);
                await Task.Delay(Pace, time, finished);
            }
            catch (RedisFailureException)
            {
                await Task.Delay(Pace, time, finished).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (finished.IsCancellationRequested)
            {
                return;
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(
        "supervisor",
        Pace,
        async (loop, stop) =>
        {
            while (true)
            {
                await loop.PassAsync(RunOnceAsync, stop);
                await sources.Queue.WaitAsync(Pace, stop);
            }
        },
        stoppingToken);

    private void Run(IEnumerable<Slot> fresh)
    {
        foreach (var slot in fresh)
        {
            _slots = _slots.Add(Task.Run(() => runner.RunAsync(slot, _stopClaiming.Token), CancellationToken.None));
        }
    }

    private void PlanRegistre(DemandShare share, SteeredState ordered)
    {
        if (ordered.Find(SteeredWork.Buying) is not null)
        {
            Apply(slots.Registre, SteeredPlan.Rest(slots.Registre));
            return;
        }

        var (used, left) = SteeredPlan.Cut(slots.Registre, settings.Current.RegistreWorkers);
        var views = used.Select(slot => slot.View()).ToList();
        Apply(used, SlotPlan.Registre(views, share.Downloads, IsSomebodyBlocked()));
        Apply(left, SteeredPlan.Rest(left));
    }

    private void PlanOcr(DemandShare share, CapacitySnapshot capacity, SteeredState ordered)
    {
        if ((ordered.Find(SteeredWork.Reading) ?? sources.Gemini.Usage.WhyParked) is { } parked)
        {
            Park(parked);
            return;
        }

        _isParked = false;
        var options = settings.Current;
        var (used, left) = SteeredPlan.Cut(slots.Ocr, options.OcrPool);
        var isTick = time.GetElapsedTime(_lastTick) >= options.RebalanceInterval;
        _lastTick = isTick ? time.GetTimestamp() : _lastTick;
        var limits = new PoolLimits(
            used.Count, used.Count == 0 ? default : options.OcrMinimum, OcrHeadroom.Of(capacity, slots.IsOcr), sources.Gemini.Usage.MaxRequests, sources.Gemini.Usage.MaxTokens);
        var decision = RebalanceDecision.Make(_rebalance, share.Ocr, limits, isTick);
        _rebalance = decision.After;
        Log(decision);

        var views = used.Select(slot => slot.View()).ToList();
        Apply(left, SteeredPlan.Rest(left));
        Apply(used, SlotPlan.Ocr(views, _rebalance.Split, limits.Minimum, share.Index, share.Acte, IsSomebodyBlocked()));
        NameTheBlocked(used, options.OcrMinimum, share, capacity);
    }

    private void Log(RebalanceDecision decision)
    {
        if (!decision.IsNews)
        {
            return;
        }

        var (before, after, index, acte) = (decision.Before.Split, decision.After.Split, decision.Demand.Index, decision.Demand.Acte);
        using var inputs = logger.BeginScope(new Dictionary<string, object>(StringComparer.Ordinal) { [RebalanceDecision.Property] = decision.ToJson() });
        if (decision.IsMove)
        {
            LogSplit(
                before.Index, before.Acte, after.Index, after.Acte, decision.After.Reason,
                index.Waiting, index.WorkSeconds, acte.Waiting, acte.WorkSeconds, Amounts.Cpu(decision.Limits.Room.MilliCpu));
        }
        else
        {
            LogVotes(decision.After.Votes, decision.After.Settling);
        }
    }

    /// <summary>Nothing is claimed that could not be read before the day's quota is reset.</summary>
    private void Park(string why)
    {
        Apply(slots.Ocr, SteeredPlan.Rest(slots.Ocr));
        if (!_isParked)
        {
            LogParked(why);
        }

        _isParked = true;
    }

    /// <summary>Slots that the documents would need and the ledger cannot hold say so, with the remedy.</summary>
    private void NameTheBlocked(IReadOnlyList<Slot> used, Split minimum, DemandShare share, CapacitySnapshot capacity)
    {
        var wanted = Math.Max(minimum.Total, used.Count(slot => slot.View().IsBusy) + share.Reading);
        var missing = Math.Min(used.Count, wanted) - _rebalance.Split.Total;
        var type = share.Ocr.IndexShare > 0.5 ? WorkerType.IndexOcr : WorkerType.ActeOcr;
        var budget = capacity.Budget ?? default;
        var shortage = new CapacityShortage(type, Footprint.Of(type), budget - capacity.Allocated, budget, default);
        foreach (var slot in used.Where(slot => slot.Order is null))
        {
            var isBlocked = missing-- > 0 && !shortage.Need.FitsIn(shortage.Free);
            if (isBlocked && !slot.View().IsBlocked)
            {
                LogBlocked(slot.WorkerId, shortage.Message);
            }

            slot.Block(isBlocked ? shortage.Message : null);
        }
    }

    private bool IsSomebodyBlocked() => slots.All.Any(slot => slot.View().IsBlocked);

    private static void Apply(IReadOnlyList<Slot> all, IReadOnlyList<SlotOrder> orders)
    {
        foreach (var (workerId, work) in orders)
        {
            all.First(slot => slot.WorkerId == workerId).Give(work);
        }
    }

    private async Task<bool> FinishAsync(TimeSpan within, CancellationToken hurry)
    {
        var ends = Task.WhenAll(_slots);
        try
        {
            await ends.WaitAsync(within, time, hurry);
            return true;
        }
        catch (Exception notYet) when (notYet is TimeoutException or OperationCanceledException)
        {
            return ends.IsCompleted;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "OCR pool: index {BeforeIndex} to {Index}, acte {BeforeActe} to {Acte} ({Reason}; waiting index {WaitingIndex} = {IndexSeconds:0} s, acte {WaitingActe} = {ActeSeconds:0} s; room {Cpu} vCPU)")]
    private partial void LogSplit(int beforeIndex, int beforeActe, int index, int acte, string reason, int waitingIndex, double indexSeconds, int waitingActe, double acteSeconds, string cpu);

    [LoggerMessage(Level = LogLevel.Debug, Message = "OCR pool: votes {Votes}, settling {Settling}")]
    private partial void LogVotes(int votes, int settling);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{WorkerId} waits: {Reason}")]
    private partial void LogBlocked(string workerId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No document is taken for reading: {Reason}")]
    private partial void LogParked(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} documents could not be handed back in time; their leases end by themselves")]
    private partial void LogLeft(int count);
}
