using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Telemetry;
using Workers.Jobs.Leases;

namespace Workers.Jobs.Outcomes;

/// <summary>Writes what came of a job, with the claim's token, and repeats while the database does not answer.</summary>
internal sealed partial class OutcomeWriter(
    JobStores stores, RunningJobs running, JobOptions options, Random random, TimeProvider time, ILogger<OutcomeWriter> logger)
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Writes until it is certain or the lease has long ended, then gives up the lease in every case.
    /// A late write under a current token is good, so it goes on for a second lease after the first.
    /// </summary>
    /// <returns>Null when no answer came: the outcome may or may not be written.</returns>
    public async Task<Written?> WriteAsync(RunningJob job, JobOutcome outcome, CancellationToken cancellation)
    {
        using var document = logger.BeginScope(DocumentTrace.Scope(job.Environment, job.Job));
        using var span = Spans.Start(Spans.Settle, ActivityKind.Producer);
        try
        {
            while (true)
            {
                try
                {
                    var written = await SendAsync(job, outcome, cancellation);
                    if (written is not Written.Stale)
                    {
                        JobMetrics.Ended(job.Environment, job.Job, outcome, job.Age);
                    }

                    LogWritten(logger, job.Environment.Label(), job.Job.Id, job.Job.WorkerId, outcome.GetType().Name, written);
                    return written;
                }
                catch (DatabaseException failure) when (failure.Kind is DatabaseFailure.Unavailable && job.LeaseLeft > -options.Lease)
                {
                    LogAgain(logger, job.Environment.Label(), job.Job.Id, failure.Message);
                    await Task.Delay(BetweenAttempts, time, cancellation);
                }
                catch (DatabaseException failure)
                {
                    span.Fail("database");
                    LogLost(logger, job.Environment.Label(), job.Job.Id, outcome.GetType().Name, failure.Message);
                    return null;
                }
            }
        }
        finally
        {
            running.Remove(job);
        }
    }

    private Task<Written> SendAsync(RunningJob job, JobOutcome outcome, CancellationToken cancellation)
    {
        var store = stores[job.Environment];
        var claim = job.Job.Claim;
        return outcome switch
        {
            JobOutcome.Stored stored => store.CompleteDownloadAsync(claim, stored.Document, cancellation),
            JobOutcome.Read read => store.CompleteOcrAsync(claim, read.Result, cancellation),
            JobOutcome.Failed failed => store.FailAsync(claim, failed, DelayAfter(job.Job, failed), cancellation),
            JobOutcome.HandedBack back => store.HandBackAsync(claim, back, options.FreeHandBacks, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };
    }

    private TimeSpan DelayAfter(ClaimedJob job, JobOutcome.Failed failed) =>
        RetryPolicy.DelayAfter(job.Attempt, options.FirstRetry, options.LongestRetry, random.NextDouble(), failed.RetryAfter);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Environment}: {WorkerId} ended {JobId}: {Outcome} ({Written}).")]
    private static partial void LogWritten(ILogger logger, string environment, Guid jobId, string workerId, string outcome, Written written);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: the outcome of {JobId} is not written yet: {Why}")]
    private static partial void LogAgain(ILogger logger, string environment, Guid jobId, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Environment}: the outcome {Outcome} of {JobId} could not be written; the document will be rescued: {Why}")]
    private static partial void LogLost(ILogger logger, string environment, Guid jobId, string outcome, string why);
}
