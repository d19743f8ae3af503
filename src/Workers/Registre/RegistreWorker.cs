using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Documents;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Redis;
using Workers.Registre.Browser;
using Workers.Registre.Purchases;

namespace Workers.Registre;

/// <summary>Buys documents at the land registry, one at a time, with one browser that it starts when there is something to do.</summary>
internal sealed partial class RegistreWorker(
    Chromium chromium, RegistreSession session, Func<RunningJob, DocumentRequest, PurchaseContext> prepare, ILogger logger) : IDocumentWorker
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    public async Task<JobOutcome> RunAsync(RunningJob job)
    {
        var (request, lacks) = DocumentRequest.Of(job.Job);
        if (request is null)
        {
            return new JobOutcome.Failed(FailureKind.Permanent, $"the row lacks {lacks}", OutcomeCodes.InvalidRequest);
        }

        var context = prepare(job, request);
        try
        {
            return await new Purchase(context).RunAsync();
        }
        catch (RegistreFailure failure)
        {
            LogFailed(logger, job.Job.Id, failure.Fault, failure.Step, failure.Message, failure.Evidence);
            return FailureOutcome.Of(failure, context.Requested(), context.Options.ClosedWait);
        }
        catch (RedisUnavailableException away)
        {
            return new JobOutcome.HandedBack(HandBackReason.ResourceLost, away.Message, Soon);
        }
        catch (DatabaseException away) when (away.Kind is DatabaseFailure.Unavailable)
        {
            return new JobOutcome.HandedBack(HandBackReason.ResourceLost, away.Message, Soon);
        }
        catch (DocumentStoreException away) when (away.IsAway)
        {
            return new JobOutcome.HandedBack(HandBackReason.ResourceLost, away.Message, Soon);
        }
        catch (Exception failure) when (failure is DatabaseException or DocumentStoreException or IOException or UnauthorizedAccessException)
        {
            LogFailed(logger, job.Job.Id, RegistreFault.SiteUnavailable, "store", failure.Message, null);
            return new JobOutcome.Failed(FailureKind.Transient, failure.Message);
        }
    }

    public async ValueTask RestAsync()
    {
        await session.LeaveAsync();
        await chromium.CloseAsync();
    }

    public ValueTask DisposeAsync() => RestAsync();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Document {JobId} was not had ({Fault} at {Step}): {Reason} Evidence: {Evidence}")]
    private static partial void LogFailed(ILogger logger, Guid jobId, RegistreFault fault, string step, string reason, string? evidence);
}
