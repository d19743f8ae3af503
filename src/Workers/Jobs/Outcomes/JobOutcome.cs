using System.Text.Json.Nodes;
using Workers.Office;

namespace Workers.Jobs.Outcomes;

/// <summary>What a worker made of a job. The worker returns it; only the slot loop writes it, with the claim's token.</summary>
internal abstract record JobOutcome
{
    private JobOutcome()
    {
    }

    /// <summary>The PDF is in storage (2→3).</summary>
    internal sealed record Stored(StoredDocument Document) : JobOutcome;

    /// <summary>Text and structure are ready (2→4).</summary>
    internal sealed record Read(OcrResult Result) : JobOutcome;

    /// <param name="Kind">Whether trying again can help.</param>
    /// <param name="Cause">The original cause, kept in the history (and <c>ocr_error</c>). No secrets.</param>
    /// <param name="Outcome">The word for <c>outcome</c> when final, e.g. <c>not_found</c>; see <see cref="OutcomeCodes"/>.</param>
    /// <param name="RetryAfter">A delay the other side asked for; null lets the retry policy decide.</param>
    /// <param name="Details">Candidates, paths of evidence and the like, for <c>job_events</c>.</param>
    internal sealed record Failed(FailureKind Kind, string Cause, string? Outcome = null, TimeSpan? RetryAfter = null, JsonObject? Details = null)
        : JobOutcome
    {
        /// <summary>What the office is told beside the outcome; null where the outcome says it all.</summary>
        public Remark? Why { get; init; }
    }

    /// <summary>Given back to where it came from without costing an attempt.</summary>
    /// <param name="AvailableAfter">Not to be claimed again before this delay.</param>
    /// <param name="Home">The machine that alone may take it; null lets every machine.</param>
    /// <param name="Of">Of an outage: what is away.</param>
    /// <param name="ForAccount">The want of an account of the registry is all that keeps it: it comes forward when one may be used again.</param>
    internal sealed record HandedBack(
        HandBackReason Reason, string Why, TimeSpan? AvailableAfter = null, HomeMachine? Home = null, OutageOf Of = OutageOf.Other, bool ForAccount = false) : JobOutcome;
}

/// <summary>Where a document's bytes lie.</summary>
/// <param name="For">How long others leave the document to it.</param>
internal sealed record HomeMachine(string MachineId, TimeSpan For);

internal enum FailureKind
{
    /// <summary>Back off and try again while attempts are left.</summary>
    Transient,

    /// <summary>Trying again cannot help.</summary>
    Permanent,

    /// <summary>A final answer of the registry: nothing is broken, the document cannot be had as asked.</summary>
    Business,
}

internal enum HandBackReason
{
    /// <summary>The daemon stops.</summary>
    Shutdown,

    /// <summary>This attempt lost what it needs, which may lie with the document: the browser, enough of its lease, a twin that is being bought.</summary>
    ResourceLost,

    /// <summary>Any document would have met it: the site, Gemini, a store or Redis is away, a key is refused, a quota or the disk is full.
    /// Never counts against the document, and claims of its kind rest while it lasts.</summary>
    Outage,

    /// <summary>Others use what this worker needs: an account, a reservation. Never counts against the document; the worker rests a while.</summary>
    Occupied,

    /// <summary>It would cost more than a budget has left. Never counts against the document; the worker goes on with others.</summary>
    OverBudget,
}

/// <summary>What an outage is of.</summary>
internal enum OutageOf
{
    Other,
    Site,
    Model,
    Store,
    Database,
    Redis,
    Disk,
    Browser,
}

/// <summary>The words of <c>extraction_queue.outcome</c> at status 5.</summary>
internal static class OutcomeCodes
{
    public const string NotFound = "not_found";
    public const string PaperOnly = "paper_only";
    public const string Ambiguous = "ambiguous";
    public const string WrongDocument = "wrong_document";
    public const string AttemptsExhausted = "attempts_exhausted";
    public const string PurchaseUncertain = "purchase_uncertain";
    public const string Cancelled = "cancelled";
    public const string InvalidRequest = "invalid_request";
    public const string Unreadable = "unreadable";
    public const string Failed = "failed";
}

/// <param name="SupabasePath"><c>bucket/key</c>; the key contains the SHA-256.</param>
/// <param name="ContentSha256">Lower-case hex.</param>
/// <param name="Details">What was really obtained where it differs from the request (type, cadastre).</param>
internal sealed record StoredDocument(string SupabasePath, string ContentSha256, long Bytes, int Pages, JsonObject? Details = null);

/// <param name="FileContent">The raw text, in page order.</param>
/// <param name="BoostedFileContent">The corrected text; equal to the raw one where nothing was corrected.</param>
/// <param name="Structure">Typed inscriptions (index) or sections (acte), with model and prompt hash.</param>
/// <param name="ReviewReason">Names the doubtful pages; null when nothing is doubtful.</param>
/// <param name="CostUsd">Estimated from the configured prices per million tokens.</param>
internal sealed record OcrResult(
    string FileContent,
    string BoostedFileContent,
    JsonObject Structure,
    int Pages,
    string? ReviewReason,
    long InputTokens,
    long OutputTokens,
    decimal CostUsd)
{
    /// <summary>Of a page the model refused everything: it stands for a person in this reading, and may be asked again.</summary>
    public bool HasUnreadPages { get; init; }

    /// <summary><see cref="ReviewReason"/> in the office's language, or where there is none what is said if a value is in doubt all the same; null where it is not said otherwise.</summary>
    public string? OfficeReason { get; init; }

    /// <summary>What the office is told where people corrected values that the reading does not know of.</summary>
    public string? OfficePeople { get; init; }
}
