using System.Text.Json.Nodes;
using Workers.Jobs;

namespace Workers.Registre.Consultations;

/// <summary>A row of <c>registre_consultations</c>: one purchase of one document.</summary>
/// <param name="Account">The account that was or will be billed; empty before the first submission.</param>
/// <param name="MachineId">The server whose disk holds the bytes.</param>
/// <param name="Submission">The last request that may have billed; null before the first. Whoever changes the row's state names it.</param>
/// <param name="RepurchaseAllowed">What is in doubt may be bought again after another look at the invoices: an operator allowed it, or the site had turned it away.</param>
/// <param name="Note">While in doubt, what is known of the request; null when whoever sent it left no word.</param>
/// <param name="Obtained">What the document really is where it differs from the request.</param>
/// <param name="AgeSeconds">Since its last step, or since its invoice is waited for, by the database's clock.</param>
/// <param name="Accepted">A person keeps these bytes although they name themselves otherwise than asked.</param>
/// <param name="WasClosed">The last look for its invoice found the site closed.</param>
/// <param name="PriceCad">What it cost, in Canadian dollars; null before its first submission.</param>
internal sealed record Consultation(
    Guid Id,
    Guid JobId,
    ConsultationState State,
    string Account,
    string? MachineId,
    Guid? Submission,
    bool RepurchaseAllowed,
    DateTimeOffset? SubmittingAt,
    string? SupabasePath,
    string? ContentSha256,
    long? Bytes,
    int? Pages,
    JsonObject? Obtained,
    string? Note,
    double AgeSeconds,
    Acceptance? Accepted = null,
    bool WasClosed = false,
    decimal? PriceCad = null)
{
    /// <summary>The bytes that are received are those that a person accepted.</summary>
    public bool IsAccepted => State is ConsultationState.Received && Accepted is not null && Accepted.ContentSha256 == ContentSha256;

    /// <summary>Its bytes came by an invoice that shows the number alone, and do not name themselves as the document: its own invoice may be another.</summary>
    public bool IsUnproven => Obtained?["unproven"] is JsonValue unproven && unproven.TryGetValue<bool>(out var isUnproven) && isUnproven;

    public TimeSpan Age => TimeSpan.FromSeconds(AgeSeconds);
}

internal enum BeginVerdict
{
    /// <summary>This job holds the open purchase; it goes on from its state.</summary>
    Open,

    /// <summary>The document is stored already.</summary>
    Reuse,

    /// <summary>Another running job holds the open purchase.</summary>
    Busy,

    /// <summary>The claim is no longer held.</summary>
    Stale,
}

/// <param name="Budget">What stands in the way of buying it; asked again with the submission.</param>
internal sealed record ConsultationBegun(BeginVerdict Verdict, Consultation? Consultation = null, BudgetMet? Budget = null);
