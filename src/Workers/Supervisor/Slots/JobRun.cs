using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Workers.Capacity;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Supervisor.Queue;
using Workers.Supervisor.Rebalancing;

namespace Workers.Supervisor.Slots;

/// <summary>One claimed document from the worker's first step to the written outcome. What a worker does wrong stays with its document.</summary>
internal sealed partial class JobRun(
    OutcomeWriter writer, RunningJobs held, QueueWake wake, LearnedSeconds learned, TimeProvider time, ILogger<JobRun> logger)
{
    /// <param name="isReserved">False when the reservation lapsed before the document came: then nothing is started.</param>
    /// <returns>What was written; null when nothing was.</returns>
    public async Task<JobOutcome?> RunAsync(IDocumentWorker worker, RunningJob running, WorkerType type, bool isReserved)
    {
        using var document = logger.BeginScope(DocumentTrace.Scope(running.Environment, running.Job));
        using var span = DocumentTrace.Process(running.Environment, running.Job);
        var started = time.GetTimestamp();
        var outcome = isReserved
            ? await WorkAsync(worker, running)
            : new JobOutcome.HandedBack(HandBackReason.Occupied, "the worker's reservation lapsed before it could start");
        span.End(outcome);
        if (outcome is null)
        {
            held.Remove(running);
            LogLeft(running.Environment, running.Job.DocumentSource, running.Job.DocumentNumber);
            return null;
        }

        var written = await writer.WriteAsync(running, outcome, CancellationToken.None);
        var took = time.GetElapsedTime(started);
        if (written is not (Written.Now or Written.Already))
        {
            LogNotWritten(running.Environment, running.Job.DocumentSource, running.Job.DocumentNumber, outcome.GetType().Name);
            return null;
        }

        if (outcome is JobOutcome.Read)
        {
            learned.Add(type, took);
        }

        wake.Say(running.Environment);
        LogDone(running.Environment, running.Job.DocumentSource, running.Job.DocumentNumber, outcome.GetType().Name, took.TotalSeconds, Why(outcome));
        return outcome;
    }

    /// <returns>Null when the lease is gone and nothing may be written.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a worker throws concerns its document only, and is written to its row.")]
    private async Task<JobOutcome?> WorkAsync(IDocumentWorker worker, RunningJob running)
    {
        LogStart(running.Environment, running.Job.DocumentSource, running.Job.DocumentNumber, running.Job.Attempt);
        try
        {
            return await worker.RunAsync(running);
        }
        catch (OperationCanceledException) when (running.Cause is not StopCause.None)
        {
            return running.Cause switch
            {
                StopCause.Shutdown => new JobOutcome.HandedBack(HandBackReason.Shutdown, "the daemon stops"),
                StopCause.Cancelled => new JobOutcome.Failed(FailureKind.Permanent, "cancelled by an operator", OutcomeCodes.Cancelled),
                _ => null,
            };
        }
        catch (Exception fault)
        {
            LogFault(fault, running.Environment, running.Job.DocumentSource, running.Job.DocumentNumber);
            return new JobOutcome.Failed(FailureKind.Transient, $"{fault.GetType().Name}: {fault.Message}");
        }
    }

    private static string Why(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Failed failed => failed.Outcome is null ? failed.Cause : $"{failed.Outcome}: {failed.Cause}",
        JobOutcome.HandedBack back => back.Why,
        JobOutcome.Stored stored => stored.Document.SupabasePath,
        JobOutcome.Read { Result.ReviewReason: { } reason } => $"needs review: {reason}",
        _ => "",
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "{Environment} {Source} {Number}: started (attempt {Attempt})")]
    private partial void LogStart(TargetEnvironment environment, DocumentSource source, string number, int attempt);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Environment} {Source} {Number}: {Outcome} in {Seconds:0.0} s {Why}")]
    private partial void LogDone(TargetEnvironment environment, DocumentSource source, string number, string outcome, double seconds, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment} {Source} {Number}: the lease is lost, another worker takes over")]
    private partial void LogLeft(TargetEnvironment environment, DocumentSource source, string number);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment} {Source} {Number}: {Outcome} was not written; the document is no longer this worker's")]
    private partial void LogNotWritten(TargetEnvironment environment, DocumentSource source, string number, string outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Environment} {Source} {Number}: the worker failed unexpectedly")]
    private partial void LogFault(Exception fault, TargetEnvironment environment, DocumentSource source, string number);
}
