using Workers.Database;
using Workers.Hosting;
using Workers.Hosting.Files;
using Workers.Redis;

namespace Workers.Jobs.Outcomes;

/// <summary>
/// What a failure of the database, Redis, the document store or the disk means for a document, whichever worker met it. Pure.
/// What would have met any document gives it back without an attempt; what may lie with this document costs one.
/// </summary>
internal static class InfrastructureFailures
{
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan OperatorPause = TimeSpan.FromMinutes(1);

    /// <returns>Null for what is no failure of the infrastructure.</returns>
    public static JobOutcome? ToOutcome(Exception failure) => failure switch
    {
        DatabaseException { Kind: DatabaseFailure.Unavailable } => HandBack(failure, OutagePause, OutageOf.Database),
        DatabaseException { Kind: DatabaseFailure.Unauthorized or DatabaseFailure.SchemaMissing } => HandBack(failure, OperatorPause, OutageOf.Database),
        RedisUnavailableException => HandBack(failure, OutagePause, OutageOf.Redis),
        RedisRefusedException => HandBack(failure, OperatorPause, OutageOf.Redis),
        StoreException { IsAway: true } => HandBack(failure, OutagePause, OutageOf.Store),
        _ when FullDisk.Is(failure) => HandBack(failure, OperatorPause, OutageOf.Disk),
        DatabaseException or StoreException or IOException or UnauthorizedAccessException =>
            new JobOutcome.Failed(FailureKind.Transient, failure.Message),
        _ => null,
    };

    private static JobOutcome.HandedBack HandBack(Exception failure, TimeSpan pause, OutageOf of) => new(HandBackReason.Outage, failure.Message, pause, Of: of);
}

/// <summary>A store of documents failed. The rooms that hold stores derive their own from it, since this room does not know them.</summary>
internal abstract class StoreException(string message, Exception? inner = null) : Exception(message, inner), IToldFailure
{
    /// <summary>True when the store serves nobody just now, which says nothing about the document.</summary>
    public bool IsAway { get; init; }
}
