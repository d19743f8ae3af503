using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Node;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Steering;

namespace Workers.Jobs.Claims;

/// <param name="IsWhole">Nothing of the answer was set aside: less than was asked for means that there is no more.</param>
/// <param name="IsRefused">The database refused every row: where it does, the next ones are as well, and it is asked again after a pause.</param>
internal sealed record ClaimResult(IReadOnlyList<RunningJob> Jobs, bool IsWhole, bool IsRefused = false)
{
    public static ClaimResult None { get; } = new([], IsWhole: false);

    /// <summary>One document a worker, of the kind that it asked for, and none for who did not ask: what else an answer holds goes back.</summary>
    public (Dictionary<string, RunningJob> ByWorker, List<RunningJob> Unwanted) Sort(IReadOnlyList<IdleClaimer> batch)
    {
        var byWorker = new Dictionary<string, RunningJob>(StringComparer.Ordinal);
        List<RunningJob> unwanted = [];
        foreach (var job in Jobs)
        {
            if (!batch.Any(waiting => waiting.Wants(job.Job)) || !byWorker.TryAdd(job.Job.WorkerId, job))
            {
                unwanted.Add(job);
            }
        }

        return (byWorker, unwanted);
    }
}

/// <summary>One claim for several workers: asked again under the same request id while answers are lost, and never handed out late.</summary>
internal sealed partial class ClaimRequester(DiskIdentity disk, RunningJobs running, JobOptions options, TimeProvider time, ILogger<ClaimRequester> logger, SteeringBoard? steering = null)
{
    private const int Attempts = 3;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly RefusedNews _refused = new(time);

    /// <returns>The claimed documents, each with its lease being kept; a row that cannot be read is ended by its id.</returns>
    /// <exception cref="DatabaseException">No answer; what may have been claimed is rescued after its lease.</exception>
    public async Task<ClaimResult> MakeAsync(JobStore store, IReadOnlyList<IdleClaimer> workers)
    {
        var without = steering is null ? null : ClaimHold.Without(steering.State);
        var wants = workers
            .GroupBy(worker => worker.Kind)
            .Select(group => new ClaimWant(group.Key.Stage, group.Key.Source, [.. group.Select(worker => worker.WorkerId)], group.Key.Source is null ? without : null));
        var request = new ClaimRequest(Guid.NewGuid(), options.Lease.TotalSeconds, disk.Id, [.. wants], DossierTurn: options.DossierTurn);
        for (var attempt = 1; ; attempt++)
        {
            var sentAt = time.GetTimestamp();
            try
            {
                return await AcceptAsync(store, await SendAsync(store, request), sentAt);
            }
            catch (DatabaseException failure) when (failure.Kind is DatabaseFailure.Unavailable && attempt < Attempts)
            {
                await Task.Delay(Pause, time, CancellationToken.None);
            }
        }
    }

    /// <summary>Gives back what nobody takes any more.</summary>
    public async Task HandBackAsync(JobStore store, IEnumerable<RunningJob> jobs)
    {
        foreach (var job in jobs)
        {
            running.Remove(job);
            using var document = logger.BeginScope(DocumentTrace.Scope(job.Environment, job.Job));
            using var bound = new CancellationTokenSource(Bound, time);
            try
            {
                var why = new JobOutcome.HandedBack(HandBackReason.Shutdown, "claimed for a worker that has left");
                await store.HandBackAsync(job.Job.Claim, why, options.FreeHandBacks, bound.Token);
            }
            catch (Exception failure) when (failure is DatabaseException or OperationCanceledException)
            {
                LogNotHandedBack(logger, store.Environment.Label(), job.Job.DocumentNumber, job.Job.Id, failure.Message);
            }
        }
    }

    private async Task<ClaimAnswer> SendAsync(JobStore store, ClaimRequest request)
    {
        using var bound = new CancellationTokenSource(Bound, time);
        try
        {
            return await store.ClaimAsync(request, bound.Token);
        }
        catch (OperationCanceledException timeout)
        {
            throw new DatabaseException(DatabaseFailure.Unavailable, $"no answer within {Bound.TotalSeconds:0} s", timeout);
        }
    }

    private async Task<ClaimResult> AcceptAsync(JobStore store, ClaimAnswer answer, long sentAt)
    {
        List<RunningJob> jobs = [];
        foreach (var job in answer.DistinctBy(job => job.Id))
        {
            var held = new RunningJob(store.Environment, job, time);
            held.Renewed(sentAt, options.Lease);
            running.Add(held);
            jobs.Add(held);
            JobMetrics.Claimed(store.Environment, job);
            DocumentTrace.Received(store.Environment, job, time.GetUtcNow() - time.GetElapsedTime(sentAt));
            using var document = logger.BeginScope(DocumentTrace.Scope(store.Environment, job));
            LogClaimed(logger, store.Environment.Label(), job.WorkerId, job.Id, job.Stage, job.DocumentSource, job.Attempt);
        }

        foreach (var row in answer.Unreadable)
        {
            await EndUnreadableAsync(store, row);
        }

        var (named, more) = _refused.Tell(store.Environment, answer.Refused);
        foreach (var row in named)
        {
            LogRefused(logger, store.Environment.Label(), row.DocumentNumber, row.Id, row.Said);
        }

        if (more)
        {
            LogMoreRefused(logger, store.Environment.Label());
        }

        var late = jobs.Where(job => job.LeaseLeft <= options.Margin).ToArray();
        await HandBackAsync(store, late);
        return new ClaimResult(
            [.. jobs.Except(late)],
            IsWhole: late.Length == 0 && answer.Unreadable.Count == 0 && answer.Refused.Count == 0,
            IsRefused: answer is { Count: 0, Refused.Count: > 0 });
    }

    /// <summary>Nothing was bought for it, and no attempt could read it better.</summary>
    private async Task EndUnreadableAsync(JobStore store, UnreadableRow row)
    {
        LogUnreadable(logger, store.Environment.Label(), row.Number, row.Claim.Id, row.Why);
        using var bound = new CancellationTokenSource(Bound, time);
        try
        {
            var failure = new JobOutcome.Failed(
                FailureKind.Permanent, $"The row cannot be read: {row.Why}. Correct the column and run 'retry' with this id.", OutcomeCodes.InvalidRequest);
            await store.FailAsync(row.Claim, failure, TimeSpan.Zero, bound.Token);
        }
        catch (Exception failure) when (failure is DatabaseException or OperationCanceledException)
        {
            LogNotHandedBack(logger, store.Environment.Label(), row.Number, row.Claim.Id, failure.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Environment}: {WorkerId} claimed {JobId}: {Stage} of {Source}, attempt {Attempt}.")]
    private static partial void LogClaimed(ILogger logger, string environment, string workerId, Guid jobId, JobStage stage, DocumentSource source, int attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Environment}: the row of {Number} ({JobId}) cannot be read and ends as invalid_request: {Why}.")]
    private static partial void LogUnreadable(ILogger logger, string environment, string number, Guid jobId, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: the database refuses to have {Number} ({JobId}) claimed ({Said}); it is left aside and tried again within 15 minutes. Look at the triggers and constraints of extraction_queue.")]
    private static partial void LogRefused(ILogger logger, string environment, string number, Guid jobId, string said);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: the database refuses to have more documents claimed than are named here within an hour; 'status' counts them and shows the latest.")]
    private static partial void LogMoreRefused(ILogger logger, string environment);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: {Number} ({JobId}) was not handed back ({Why}); it returns when its lease ends.")]
    private static partial void LogNotHandedBack(ILogger logger, string environment, string number, Guid jobId, string why);
}
