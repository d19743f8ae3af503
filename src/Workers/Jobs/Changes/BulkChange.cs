using System.Text.Json.Serialization;
using Workers.Hosting;

namespace Workers.Jobs.Changes;

/// <summary>What an order does to documents.</summary>
internal enum BulkVerb
{
    /// <summary>5 → 3 where the PDF is stored, else 5 → 1.</summary>
    Retry,

    /// <summary>1, 3 → 5.</summary>
    Cancel,

    /// <summary>4, 5 → 3: read anew and paid anew.</summary>
    RequeueOcr,

    /// <summary>Another place in the line.</summary>
    Priority,

    /// <summary>What only another version orders; it is never asked for here.</summary>
    Unknown,
}

/// <param name="AllowRepurchase">Of a retry: buys again where it is uncertain whether a document was bought, or another was bought in its place.</param>
/// <param name="Priority">Of a priority.</param>
internal sealed record BulkOptions(bool? AllowRepurchase = null, int? Priority = null);

internal enum BulkState
{
    Running,
    Finished,
    Cancelled,

    /// <summary>A state that only another version knows.</summary>
    Unknown,
}

/// <summary>An order that changes several documents: a row of <c>bulk_changes</c>.</summary>
/// <param name="Ids">How many its filter names, where it names them.</param>
/// <param name="Expected">How many the preview said.</param>
/// <param name="LeftOut">That it met and left as they are.</param>
/// <param name="Reasons">Why, with how many.</param>
/// <param name="Runner">Who carries it out, or did last.</param>
/// <param name="RunnerUntil">When somebody else may go on with it.</param>
internal sealed record BulkChange(
    Guid Id,
    [property: JsonConverter(typeof(KnownWord<BulkVerb>))] BulkVerb Verb,
    DocumentFilter Filter,
    BulkOptions Options,
    string AskedBy,
    DateTimeOffset AskedAt,
    long Changed,
    long LeftOut,
    IReadOnlyDictionary<string, long> Reasons,
    [property: JsonConverter(typeof(KnownWord<BulkState>))] BulkState State,
    int? Ids = null,
    string? Reason = null,
    long? Expected = null,
    decimal? ExpectedCad = null,
    decimal? ExpectedUsd = null,
    string? Runner = null,
    DateTimeOffset? RunnerUntil = null,
    DateTimeOffset? EndedAt = null,
    string? EndedBy = null);

/// <param name="Bulk">Null where there is none.</param>
/// <param name="Stepped">Whether this call did something.</param>
internal sealed record BulkStep(BulkChange? Bulk, bool Stepped);

/// <param name="Existing">The very same order runs already, and no other was written.</param>
internal sealed record BulkStarted(BulkChange Bulk, bool Existing);

/// <param name="Expected">As the preview told it.</param>
internal sealed record BulkOrder(
    Guid Id, string Environment, BulkVerb Verb, DocumentFilter Filter, BulkOptions Options, string By, string? Reason, long Expected, decimal ExpectedCad, decimal ExpectedUsd);

/// <summary>How a purchase would come of it.</summary>
internal enum BulkPurchase
{
    New,

    /// <summary>Unless it is owned by then.</summary>
    Perhaps,

    /// <summary>Looked for among the account's invoices, not bought.</summary>
    Doubt,
}

/// <summary>Documents that an order treats alike.</summary>
/// <param name="Fault">Why they are left as they are; null where they are changed.</param>
/// <param name="Buys">Null where nothing is bought.</param>
/// <param name="Pages">Of those whose pages are known.</param>
internal sealed record BulkGroup(JobStatus StatusId, bool Reads, long Rows, long Pages, long WithoutPages, string? Source = null, string? Fault = null, BulkPurchase? Buys = null);

/// <summary>What some documents of a kind came to when they were read.</summary>
internal sealed record EarlierReadings(DocumentSource Source, long Documents, long Pages, long InputTokens, long OutputTokens);

/// <param name="Perhaps">Some of the documents that are perhaps bought, whole.</param>
/// <param name="After">Where to go on; null at the end.</param>
/// <param name="PriceCad">Of a consultation today.</param>
/// <param name="Readings">In the first part only.</param>
internal sealed record BulkPreviewPart(
    IReadOnlyList<BulkGroup> Groups, IReadOnlyList<NewDocument> Perhaps, Guid? After = null, decimal? PriceCad = null, IReadOnlyList<EarlierReadings>? Readings = null);
