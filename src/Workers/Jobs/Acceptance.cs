using System.Text.Json.Nodes;

namespace Workers.Jobs;

/// <summary>A person's word that a document that names itself otherwise is kept all the same.</summary>
/// <param name="ContentSha256">Of the bytes that were looked at; it holds for no others.</param>
/// <param name="Fields">What the document said, field by field, when it was accepted.</param>
internal sealed record Acceptance(string ContentSha256, DateTimeOffset At, string? By = null, string? Reason = null, JsonArray? Fields = null);

/// <param name="Apply">False only tells what would be accepted.</param>
/// <param name="ContentSha256">Of the bytes that were looked at; needed to apply.</param>
/// <param name="By">Who says so.</param>
/// <param name="PinnedSeconds">How long only the machine that has the bytes may take the document.</param>
internal sealed record AcceptOrder(Guid Id, bool Apply = false, string? ContentSha256 = null, string? By = null, string? Reason = null, double PinnedSeconds = 0);

internal enum AcceptResult
{
    /// <summary>It may be accepted; nothing was changed.</summary>
    Acceptable,

    /// <summary>The document goes on with its bytes.</summary>
    Accepted,

    /// <summary>It was accepted before; nothing was changed.</summary>
    Already,
    Refused,
}

/// <param name="StatusId">Of the document, where there is one.</param>
/// <param name="Reason">Why it was refused.</param>
internal sealed record AcceptAnswer(AcceptResult Result, JobStatus? StatusId = null, string? Reason = null, PurchaseNote? Purchase = null);
