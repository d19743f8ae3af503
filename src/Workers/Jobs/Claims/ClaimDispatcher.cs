using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;
using Workers.Steering;

namespace Workers.Jobs.Claims;

/// <summary>
/// Where idle workers queue for documents. One claim at a time per environment serves all that wait, never for more than
/// wait; who claims from which environment goes by weight among those that may have work. A claim whose answer is lost is
/// asked for again by its request id; a document that nobody takes any more is handed back at once.
/// </summary>
internal sealed partial class ClaimDispatcher : BackgroundService
{
    private readonly Lock _gate = new();
    private readonly LinkedList<IdleClaimer> _waiting = new();
    private readonly ClaimCounter[] _counters;
    private readonly FairShare _share;
    private readonly ClaimRequester _call;
    private readonly JobOptions _options;
    private readonly BackgroundLoops _loops;
    private readonly TimeProvider _time;
    private readonly ILogger<ClaimDispatcher> _logger;
    private readonly HashSet<Task> _calls = [];
    private bool _willDispatch;

    public ClaimDispatcher(
        JobStores stores, ClaimRequester call, ParkingLot parking, Func<TargetEnvironment, int> weightOf, JobOptions options, BackgroundLoops loops, TimeProvider time, ILogger<ClaimDispatcher> logger, SteeringBoard? steering = null)
    {
        (_call, _options, _loops, _time, _logger) = (call, options, loops, time, logger);
        _counters = [.. stores.All.Select(store => new ClaimCounter(store, parking, time, steering))];
        _share = new FairShare(weightOf);
        parking.Ended += LookAgain;
        steering?.Changed += LookAgain;
    }

    /// <summary>Waits for a document for this worker.</summary>
    /// <param name="source">Null takes every source (download only).</param>
    /// <param name="atMost">Longest wait, so that the caller can look around.</param>
    /// <returns>The claimed document, its lease being kept; null when none came.</returns>
    public async Task<RunningJob?> NextAsync(string workerId, JobStage stage, DocumentSource? source, TimeSpan atMost, CancellationToken cancellation)
    {
        var waiting = new IdleClaimer(workerId, stage, source);
        lock (_gate)
        {
            _waiting.AddLast(waiting);
            DispatchSoon();
        }

        try
        {
            return await waiting.Answer.WaitAsync(atMost, _time, cancellation);
        }
        catch (TimeoutException)
        {
            return Leave(waiting) ? null : await waiting.Answer;
        }
        catch (OperationCanceledException)
        {
            if (Abandon(waiting))
            {
                throw;
            }

            return await waiting.Answer;
        }
    }

    /// <summary>Takes note of what came of a document: an outage rests the claims of its kind, anything else lets them go on.</summary>
    public void Note(RunningJob job, JobOutcome outcome)
    {
        lock (_gate)
        {
            var counter = _counters.First(counter => counter.Environment == job.Environment);
            switch (counter.Outages.Note(job.Job.Stage, outcome))
            {
                case OutageNews.Began:
                    if (!counter.IsParked(job.Job.Stage) && counter.ToldToRest.Add(job.Job.Stage))
                    {
                        LogRests(_logger, job.Environment.Label(), job.Job.Stage, ((JobOutcome.HandedBack)outcome).Why);
                    }

                    break;
                case OutageNews.Ended:
                    if (counter.ToldToRest.Remove(job.Job.Stage))
                    {
                        LogGoesOn(_logger, job.Environment.Label(), job.Job.Stage);
                    }

                    DispatchSoon();
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>Which claims rest because of an outage, and why, for <c>status</c>.</summary>
    public IReadOnlyList<ClaimRest> Rests()
    {
        lock (_gate)
        {
            return [.. _counters.SelectMany(counter => counter.Outages.Outages.Select(outage => new ClaimRest(counter.Environment, outage.Stage, outage.Of, outage.Why, Math.Ceiling(outage.Left.TotalSeconds))))];
        }
    }

    /// <summary>Something else may be claimed than before: what counted as empty may not be.</summary>
    private void LookAgain()
    {
        lock (_gate)
        {
            Array.ForEach(_counters, counter => counter.Changed());
            DispatchSoon();
        }
    }

    /// <summary>Watches every environment for changes, and at the end waits for the claims that are under way.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(_counters.Select(counter => WatchAsync(counter, stoppingToken)));
        Task[] calls;
        lock (_gate)
        {
            calls = [.. _calls];
        }

        await Task.WhenAll(calls);
    }

    private Task WatchAsync(ClaimCounter counter, CancellationToken cancellation) => _loops.RunAsync(
        $"claims {counter.Environment.Label()}",
        _options.Poll > _options.RestPoll ? _options.Poll : _options.RestPoll,
        async (loop, stop) =>
        {
            var changes = counter.Store.Listen();
            while (true)
            {
                if (await changes.WaitAsync(counter.Store.Rest.Pace(_options.Poll, _options), stop))
                {
                    counter.Store.Rest.Stir();
                }

                lock (_gate)
                {
                    counter.Changed();
                    Dispatch();
                }

                loop.Passed();
            }
        },
        cancellation);

    /// <summary>Dispatches behind whatever is ready to run: workers that end in the same moment are served by the same claim. Call under the lock.</summary>
    private void DispatchSoon()
    {
        if (_willDispatch)
        {
            return;
        }

        _willDispatch = true;
        ThreadPool.UnsafeQueueUserWorkItem(
            static desk =>
            {
                lock (desk._gate)
                {
                    desk._willDispatch = false;
                    desk.Dispatch();
                }
            },
            this,
            preferLocal: false);
    }

    /// <summary>Gives everyone who waits to an environment that may have work and is free. Call under the lock.</summary>
    private void Dispatch()
    {
        foreach (var (counter, batch) in ClaimPlan.Assign(_waiting, _counters, _share))
        {
            batch.ForEach(waiting =>
            {
                _waiting.Remove(waiting);
                counter.Outages.Try(waiting.Kind.Stage);
            });
            counter.Begin();
            var call = ClaimAsync(counter, batch, counter.Version);
            _calls.Add(call);
            _ = call.ContinueWith(Ended, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private void Ended(Task call)
    {
        lock (_gate)
        {
            _calls.Remove(call);
        }

        if (call.Exception is { } fault)
        {
            LogFaulted(_logger, fault, fault.GetBaseException().Message);
        }
    }

    private async Task ClaimAsync(ClaimCounter counter, IReadOnlyList<IdleClaimer> batch, int version)
    {
        await Task.Yield();
        ClaimResult? claimed = null;
        try
        {
            claimed = await _call.MakeAsync(counter.Store, batch);
        }
        catch (Exception failure)
        {
            // Whatever it was, those who wait must go on waiting, and the environment must be asked again.
            if (counter.IsNews(failure.Message))
            {
                LogNotClaimed(_logger, failure.Stack(), counter.Environment.Label(), failure.Message);
            }
        }

        var (byWorker, unwanted) = (claimed ?? ClaimResult.None).Sort(batch);
        var isWhole = claimed is { IsWhole: true } && unwanted.Count == 0;
        lock (_gate)
        {
            counter.End(answered: claimed is not null, refused: claimed is { IsRefused: true });
            foreach (var waiting in batch.Reverse())
            {
                if (byWorker.TryGetValue(waiting.WorkerId, out var job))
                {
                    waiting.Give(job, orElse: unwanted);
                    continue;
                }

                if (isWhole)
                {
                    counter.RanOut(waiting.Kind, version);
                }

                PutBack(waiting);
            }

            Dispatch();
        }

        await _call.HandBackAsync(counter.Store, unwanted);
    }

    private void PutBack(IdleClaimer waiting)
    {
        _share.Undo(waiting.Turn!);
        waiting.Turn = null;
        if (waiting.IsLast)
        {
            waiting.Give(null);
        }
        else if (!waiting.HasLeft)
        {
            _waiting.AddFirst(waiting);
        }
    }

    /// <returns>True when it only waited; false when an answer is there or certain to come soon.</returns>
    private bool Leave(IdleClaimer waiting)
    {
        lock (_gate)
        {
            waiting.IsLast = true;
            return _waiting.Remove(waiting);
        }
    }

    /// <returns>False when the document is already there: then it is the caller's.</returns>
    private bool Abandon(IdleClaimer waiting)
    {
        lock (_gate)
        {
            _waiting.Remove(waiting);
            waiting.HasLeft = true;
            return !waiting.Answer.IsCompleted;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: claims for {Stage} rest, one document at a time is tried: {Why}")]
    private static partial void LogRests(ILogger logger, string environment, JobStage stage, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Environment}: claims for {Stage} go on")]
    private static partial void LogGoesOn(ILogger logger, string environment, JobStage stage);

    [LoggerMessage(Level = LogLevel.Error, Message = "A claim ended in a fault; what it brought returns when its lease ends: {Why}")]
    private static partial void LogFaulted(ILogger logger, Exception fault, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: no claim: {Why}")]
    private static partial void LogNotClaimed(ILogger logger, Exception? failure, string environment, string why);
}
