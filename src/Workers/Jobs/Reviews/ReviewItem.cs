using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Workers.Office;

namespace Workers.Jobs.Reviews;

/// <summary>What a person said about a value that is in doubt.</summary>
internal enum ReviewState
{
    /// <summary>Nobody has said anything.</summary>
    Open,

    /// <summary>The value stands as it was read.</summary>
    Accepted,

    /// <summary>Another value stands in its place.</summary>
    Corrected,

    /// <summary>Neither can be told from the page: the document keeps its review.</summary>
    Refused,
}

/// <summary>A place on a page, in points (1/72 inch) from the upper left corner of the page as a viewer shows it.</summary>
internal sealed record ReviewBox(double Left, double Top, double Right, double Bottom);

/// <summary>One thing about a reading that is, or was, in doubt.</summary>
/// <param name="JobId">The document.</param>
/// <param name="Page">From 1; 0 for the document as a whole.</param>
/// <param name="Line">Of an index: the inscription's, as the reading counts it.</param>
/// <param name="Field">As the answer schema names it; <c>line</c> for an inscription as a whole, <c>text</c> for lines of a deed, <c>page</c> and <c>document</c> for
/// doubts that name no value.</param>
/// <param name="Standing">As the reading says it: disputed, missing, invented, unwitnessed.</param>
/// <param name="Read">What the reading says.</param>
/// <param name="Seen">What a witness says, or the doubt in words.</param>
/// <param name="Value">What a person says; only of a corrected one.</param>
/// <param name="IsCurrent">Whether it is about the reading that the document has.</param>
/// <param name="Remarks">The sentences of <paramref name="Seen"/> as codes and values, where the reading tells them.</param>
internal sealed record ReviewItem(
    Guid Id,
    Guid JobId,
    string ContentSha256,
    int Page,
    string Field,
    string Standing,
    string Read,
    string Seen,
    ReviewState State,
    DateTimeOffset OpenedAt,
    int? Line = null,
    string? Witness = null,
    ReviewBox? Box = null,
    string? Value = null,
    string? DecidedBy = null,
    DateTimeOffset? DecidedAt = null,
    string? Reason = null,
    DocumentSource? DocumentSource = null,
    string? DocumentNumber = null,
    string? CirconscriptionFonciere = null,
    bool IsCurrent = false,
    IReadOnlyList<Remark>? Remarks = null)
{
    /// <summary>A doubt about a page or the document, which names no value that could be corrected.</summary>
    public bool IsWhole => Field is "page" or "document";

    /// <summary>What stands by what was decided so far.</summary>
    public string Standard => State is ReviewState.Corrected ? Value ?? "" : Read;
}

/// <param name="More">Whether there are others behind the last.</param>
/// <param name="Open">Of all documents.</param>
/// <param name="Documents">That have an open one.</param>
/// <param name="Unlisted">Documents that need a review and were read before there were items; asking for one of them makes its items.</param>
internal sealed record ReviewPage(IReadOnlyList<ReviewItem> Items, bool More, long Open, long Documents, long? Unlisted = null);

/// <param name="Revision">Names the structure and the corrected text as they are told; only with them.</param>
internal sealed record ReviewedDocument(
    Guid Id,
    JobStatus StatusId,
    DocumentSource DocumentSource,
    string DocumentNumber,
    bool NeedsReview,
    string? CirconscriptionFonciere = null,
    string? ContentSha256 = null,
    string? SupabasePath = null,
    string? ReviewReason = null,
    string? Revision = null,
    JsonObject? Structure = null,
    string? BoostedFileContent = null);

/// <param name="Document">Null when there is none.</param>
/// <param name="Items">About the reading that it has, in the order of its pages.</param>
internal sealed record DocumentReview(ReviewedDocument? Document, IReadOnlyList<ReviewItem> Items);

/// <param name="RequestId">Of this word: sent again after a lost answer, it is said once.</param>
/// <param name="Saw">The state that the person saw; another one refuses.</param>
/// <param name="Value">Of a corrected one only.</param>
/// <param name="Revision">What structure and corrected text were made from.</param>
/// <param name="Structure">With the word in it; null leaves it as it is.</param>
internal sealed record ReviewDecision(
    Guid Item, Guid RequestId, ReviewState Saw, ReviewState State, string? Value, string By, string? Reason, string Revision, JsonObject? Structure, string? BoostedFileContent)
{
    /// <summary>What the row tells the office of a value that was refused.</summary>
    public string? OfficeReason { get; init; }
}

internal enum ReviewResult
{
    Decided,

    /// <summary>Nothing was changed; the reason says why.</summary>
    Refused,

    /// <summary>The document's text changed meanwhile: to be read and asked again.</summary>
    Stale,
}

/// <param name="Open">How many of the document are left.</param>
/// <param name="Cleared">The document needs no review by this.</param>
/// <param name="Twins">Open items of other documents with the same content that ask just the same.</param>
internal sealed record ReviewAnswer(ReviewResult Result, long Open, bool Cleared, IReadOnlyList<Guid> Twins, string? Reason = null, ReviewItem? Item = null)
{
    /// <summary>The reason of a refusal as a code and its values, for people's languages.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Remark? Refusal { get; init; }
}
