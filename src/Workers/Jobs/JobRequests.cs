using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Workers.Hosting;

namespace Workers.Jobs;

/// <summary>What idle workers of one kind ask for.</summary>
/// <param name="Source">Null takes every source (download only).</param>
/// <param name="Workers">One document at most for each of these workers.</param>
/// <param name="Without">Sources of which none is taken where every source would be; null for none.</param>
internal sealed record ClaimWant(JobStage Stage, DocumentSource? Source, IReadOnlyList<string> Workers, IReadOnlyList<DocumentSource>? Without = null);

/// <param name="RequestId">Of this call: sent again after a lost answer, it repeats the answer.</param>
/// <param name="MachineId">Documents whose bytes lie on one machine go only there.</param>
/// <param name="Each">Every row by itself, so that one whose update the database refuses is left aside.</param>
/// <param name="DossierTurn">Every how many documents one belongs to the next dossier in turn; 0: never; null: as the database has it.</param>
internal sealed record ClaimRequest(Guid RequestId, double LeaseSeconds, string MachineId, IReadOnlyList<ClaimWant> Wants, bool Each = false, int? DossierTurn = null);

/// <summary>What became of a write under a claim token.</summary>
internal enum Written
{
    /// <summary>The row was held and is written.</summary>
    Now,

    /// <summary>The same write had come before; the network repeated it.</summary>
    Already,

    /// <summary>The token is no longer current: nothing was written.</summary>
    Stale,
}

/// <summary>What a renewal found.</summary>
internal enum LeaseState
{
    Held,

    /// <summary>Held, and an operator cancelled the document: end it.</summary>
    Cancelling,

    /// <summary>Held, but somebody else's transaction has the row at this moment: not renewed, to be asked again.</summary>
    Locked,

    /// <summary>Held, but the database refuses to have the row updated, by a trigger or a constraint of the owner: not renewed.</summary>
    Refused,

    /// <summary>Certainly lost: stop at once, write nothing.</summary>
    Gone,
}

/// <summary>A row that is leased.</summary>
internal sealed record LeasedJob(Guid Id, long ClaimToken, string WorkerId, string DocumentNumber = "")
{
    public ClaimRef Claim => new(Id, ClaimToken);
}

/// <summary>A document to add.</summary>
/// <param name="DocumentNumber">Lot or inscription number, spaces as written.</param>
/// <param name="Cadastre">Needed for index and plan.</param>
/// <param name="ActeType">Acte, Avis d'adresse, Radiation or Acte divers; needed for acte.</param>
/// <param name="IdempotencyKey">The same key adds one document, however often it is sent.</param>
/// <param name="Dossier">The office's file for which it is bought, if it is said.</param>
/// <param name="DueAt">When the office wants it, if it is said.</param>
internal sealed record NewDocument(
    DocumentSource DocumentSource,
    string DocumentNumber,
    string? CirconscriptionFonciere = null,
    string? Cadastre = null,
    string? DesignationSecondaire = null,
    string? ActeType = null,
    int Priority = 0,
    int MaxAttempts = 3,
    string? IdempotencyKey = null,
    string? Dossier = null,
    DateTimeOffset? DueAt = null)
{
    /// <summary>Which document that is, however its letters and spaces are written; as <c>workers_internal.document_asked</c> has it.</summary>
    [JsonIgnore]
    public string Asked => string.Join(
        '\n',
        DocumentSource,
        DocumentNumber.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant(),
        CirconscriptionFonciere?.Trim().ToLowerInvariant(),
        Cadastre?.Trim().ToLowerInvariant(),
        DesignationSecondaire?.Trim().ToLowerInvariant(),
        ActeType?.Trim().ToLowerInvariant());
}

/// <summary>What becomes of the good documents of a request.</summary>
internal enum EnqueueMode
{
    /// <summary>They are added; only the bad ones are refused.</summary>
    Each,

    /// <summary>They are added in one transaction, and only when no document of the request is bad.</summary>
    AllOrNone,

    /// <summary>Nothing is added.</summary>
    Check,
}

internal enum EnqueueResult
{
    Created,
    Existing,
    Refused,

    /// <summary>Good, and not added: the request was a check, or another document of it was refused.</summary>
    Held,
}

/// <param name="Row">From 0, in the order asked.</param>
/// <param name="Reason">Why it was refused.</param>
/// <param name="There">A row that asked for the same document before; null where there is none, or a function of an older version does not tell.</param>
internal sealed record EnqueuedDocument(int Row, Guid? Id, EnqueueResult Result, string? Reason, EarlierRow? There = null);

/// <summary>A row of the queue that was there before.</summary>
internal sealed record EarlierRow(Guid Id, JobStatus StatusId);

/// <summary>One group of the queue. <c>Ready</c> can be claimed now; <c>Deferred</c> waits for its time.</summary>
internal sealed record QueueGroup(
    JobStatus StatusId, DocumentSource DocumentSource, long Ready, long Deferred, long Running, long Ended, double? OldestSeconds, double? UnclaimedSeconds = null);

/// <summary>Rows of a kind that this program does not know; it leaves them alone.</summary>
internal sealed record UnknownGroup(int StatusId, string? DocumentSource, long Count);

/// <summary>A row whose update the database refuses, by a trigger or a constraint of the owner; it is left aside for a while.</summary>
/// <param name="Said">The database's own sentence, with its SQLSTATE.</param>
/// <param name="Until">When it is tried again at the earliest.</param>
internal sealed record RefusedRow(Guid Id, string Said, DateTimeOffset? Until = null, string DocumentNumber = "");

/// <summary>What people have to decide about readings.</summary>
/// <param name="Documents">That have something open.</param>
internal sealed record ReviewCount(long Open, long Documents);

/// <summary>What people have to decide, or refused to, about one document's reading.</summary>
/// <param name="Pages">That have something open or refused; 0 is the document as a whole.</param>
internal sealed record ReviewSummary(long Open, long Refused, long Items, IReadOnlyList<int> Pages);

/// <summary>How full one environment's queue is.</summary>
/// <param name="Refused">The latest ten of <paramref name="RefusedCount"/>; only in an exact answer.</param>
/// <param name="Pinned">Whether a document waits for one machine; null where the database's functions are older.</param>
/// <param name="Reviews">What people have to decide about readings; only in an exact answer.</param>
internal sealed record QueueDepth(
    IReadOnlyList<QueueGroup> Queue, IReadOnlyList<UnknownGroup>? Unknown = null, IReadOnlyList<RefusedRow>? Refused = null, long RefusedCount = 0, bool? Pinned = null,
    ReviewCount? Reviews = null)
{
    /// <summary>Documents that a registre worker could take now.</summary>
    public long DownloadsReady => Sum(JobStatus.EnAttente, null);

    /// <summary>Documents that an OCR worker in this mode could take now.</summary>
    public long OcrReady(DocumentSource mode) => Sum(JobStatus.Complete, mode);

    public long Running => Queue.Sum(group => group.Running);

    /// <summary>Age of the oldest document that waits for this stage, if any does.</summary>
    public TimeSpan? OldestWait(JobStage stage, DocumentSource? source = null) => Longest(stage, source, group => group.OldestSeconds);

    /// <summary>How long the document that has been ready for this stage the longest waits for a claim, if any does.</summary>
    public TimeSpan? LongestUnclaimed(JobStage stage, DocumentSource? source = null) => Longest(stage, source, group => group.UnclaimedSeconds);

    private TimeSpan? Longest(JobStage stage, DocumentSource? source, Func<QueueGroup, double?> figure)
    {
        var status = stage is JobStage.Download ? JobStatus.EnAttente : JobStatus.Complete;
        var oldest = Queue.Where(group => group.StatusId == status && (source is null || group.DocumentSource == source) && group.Ready > 0)
            .Max(figure);
        return oldest is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    private long Sum(JobStatus status, DocumentSource? source) =>
        Queue.Where(group => group.StatusId == status && (source is null || group.DocumentSource == source)).Sum(group => group.Ready);
}

/// <param name="Resting">The server itself came back less than a lease ago: holders renew first.</param>
/// <param name="Refused">Left at 2, because the database refuses their update.</param>
/// <param name="Clock">The database's; null from functions that do not tell it.</param>
/// <param name="OutOfStep">Its clock is not where it was expected: nothing was judged by it.</param>
internal sealed record RescueAnswer(
    IReadOnlyList<RescuedJob> Jobs, bool Resting, IReadOnlyList<RefusedRow>? Refused = null, DateTimeOffset? Clock = null, bool OutOfStep = false);

internal sealed record RescuedJob(Guid Id, JobStatus StatusId, string? WorkerId, string DocumentNumber = "");

internal enum OperatorResult
{
    Cancelled,

    /// <summary>Running: its holder is told at the next renewal.</summary>
    Requested,
    Retried,

    /// <summary>It is read anew.</summary>
    Requeued,

    /// <summary>It has another priority.</summary>
    Prioritised,
    Refused,
}

internal sealed record OperatorAnswer(Guid Id, OperatorResult Result, JobStatus? StatusId = null, string? Reason = null);

internal sealed record JobEvent(
    long Id,
    DateTimeOffset At,
    string Kind,
    JobStatus? FromStatus,
    JobStatus? ToStatus,
    [property: JsonConverter(typeof(KnownWordOrNull<JobStage>))] JobStage? Stage,
    string? WorkerId,
    long? ClaimToken,
    string? Reason,
    JsonObject? Details);

/// <param name="Document">The row without its texts; null when there is none.</param>
/// <param name="BlockedBy">What it waits for; null when nothing blocks it.</param>
/// <param name="ReadyFor">The stage for which a worker could claim it now, if any.</param>
/// <param name="Purchases">What was bought for it, oldest first; null of functions that do not tell.</param>
/// <param name="Reviews">What people decide about its reading; null of functions that do not tell.</param>
internal sealed record JobHistory(
    JsonObject? Document, IReadOnlyList<JobEvent> Events, string? BlockedBy, JobStage? ReadyFor, IReadOnlyList<PurchaseNote>? Purchases = null, ReviewSummary? Reviews = null);

/// <summary>One purchase at the registry, as far as an operator needs it.</summary>
/// <param name="State">As in <c>registre_consultations.state</c>.</param>
/// <param name="Id">Names its files on the disk of the server that bought.</param>
/// <param name="Account">That was or will be billed; empty before the first request.</param>
/// <param name="SubmittingAt">When the request that may have billed was sent.</param>
/// <param name="Note">What the site said, or what is known of the request.</param>
/// <param name="PriceCad">What it cost, or may have; null where nothing was billed.</param>
/// <param name="Dossier">The office's file that it was bought for.</param>
/// <param name="MachineId">The disk that its bytes lie on until they are stored.</param>
/// <param name="LocalPath">Where they lie on that disk.</param>
/// <param name="Obtained">How it was come by, and what it says of itself where that is something else.</param>
/// <param name="Accepted">A person keeps it although it names itself otherwise.</param>
internal sealed record PurchaseNote(
    Guid Id,
    string State,
    string Account,
    DateTimeOffset? SubmittingAt,
    string? Note,
    decimal? PriceCad = null,
    string? Dossier = null,
    string? MachineId = null,
    string? LocalPath = null,
    string? ContentSha256 = null,
    long? Bytes = null,
    int? Pages = null,
    JsonObject? Obtained = null,
    Acceptance? Accepted = null);
