using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;

namespace Workers.Jobs.Leases;

/// <summary>
/// Keeps the leases of all running jobs, one renewal per environment, and ends a job whose lease is gone or can no longer
/// be proven. A renewal that gets no answer ends nothing by itself: the holder's own clock does, a margin before the lease can end.
/// </summary>
internal sealed partial class LeaseKeeper(
    JobStores stores, RunningJobs running, JobOptions options, BackgroundLoops loops, TimeProvider time, ILogger<LeaseKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Watch = TimeSpan.FromMilliseconds(200);

    /// <summary>One renewal of one environment's jobs.</summary>
    public async Task RenewOnceAsync(JobStore store, CancellationToken cancellation)
    {
        var jobs = running.Of(store.Environment);
        if (jobs.Count == 0)
        {
            return;
        }

        var sentAt = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(options.Renewal, time);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            var states = await store.RenewAsync(jobs.Select(job => job.Job.Claim), options.Lease, bounded.Token);
            foreach (var job in jobs)
            {
                Apply(job, states.GetValueOrDefault(job.Job.Id, LeaseState.Locked), sentAt);
            }
        }
        catch (DatabaseException failure)
        {
            LogNotRenewed(logger, store.Environment.Label(), jobs.Count, failure.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            LogNotRenewed(logger, store.Environment.Label(), jobs.Count, "no answer in time");
        }
    }

    /// <summary>Ends what can no longer be proven to be held.</summary>
    public void EndUnproven()
    {
        foreach (var job in running.All.Where(job => job.Cause is StopCause.None && job.LeaseLeft <= options.Margin))
        {
            using var document = logger.BeginScope(DocumentTrace.Scope(job.Environment, job.Job));
            LogUnproven(logger, job.Environment.Label(), job.Job.Id, job.Job.WorkerId);
            job.End(StopCause.LeaseLost);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        stores.All.Select(store => loops.RepeatAsync($"leases {store.Environment.Label()}", options.Renewal, stop => RenewOnceAsync(store, stop), stoppingToken))
            .Append(loops.RepeatAsync("leases unproven", Watch, _ => Task.Run(EndUnproven, CancellationToken.None), stoppingToken)));

    private void Apply(RunningJob job, LeaseState state, long sentAt)
    {
        using var document = logger.BeginScope(DocumentTrace.Scope(job.Environment, job.Job));
        var (before, last) = job.Found;
        job.Found = (last, state);
        if (state is LeaseState.Locked or LeaseState.Refused)
        {
            // What is being written about the job holds its row for a moment: only who holds it from one renewal to the next is told, once.
            if (state is LeaseState.Locked ? (before, last) is (not LeaseState.Locked, LeaseState.Locked) : last != state)
            {
                LogHeldUp(logger, job.Environment.Label(), job.Job.Id, state is LeaseState.Locked
                    ? "somebody else's open transaction holds its row" : "the database refuses to have its row updated; 'status' says why");
            }

            return;
        }

        if (state is not LeaseState.Gone)
        {
            job.Renewed(sentAt, options.Lease);
        }

        // A job whose outcome was written meanwhile is gone too, and rightly so.
        if (running.Contains(job) && state is not LeaseState.Held && job.Cause is StopCause.None)
        {
            LogEnded(logger, job.Environment.Label(), job.Job.Id, job.Job.WorkerId, state);
            job.End(state is LeaseState.Gone ? StopCause.LeaseLost : StopCause.Cancelled);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: {Count} leases were not renewed: {Why}")]
    private static partial void LogNotRenewed(ILogger logger, string environment, int count, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: the lease of {JobId} could not be renewed: {Why}")]
    private static partial void LogHeldUp(ILogger logger, string environment, Guid jobId, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: {WorkerId} stops {JobId}: its lease could not be renewed in time.")]
    private static partial void LogUnproven(ILogger logger, string environment, Guid jobId, string workerId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: {WorkerId} stops {JobId}: its claim is {State}.")]
    private static partial void LogEnded(ILogger logger, string environment, Guid jobId, string workerId, LeaseState state);
}
