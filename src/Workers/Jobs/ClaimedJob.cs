using System.Text.Json.Serialization;

namespace Workers.Jobs;

/// <summary>The fence of every write after a claim: a row and the token the claim gave it.</summary>
internal readonly record struct ClaimRef([property: JsonRequired] Guid Id, [property: JsonRequired] long ClaimToken);

/// <summary>A row of <c>extraction_queue</c> as a claim returns it. Property names are the columns in snake case.</summary>
internal sealed record ClaimedJob
{
    public required Guid Id { get; init; }

    public required long ClaimToken { get; init; }

    public required JobStage Stage { get; init; }

    public required DocumentSource DocumentSource { get; init; }

    /// <summary>The lot or inscription number without spaces where the row has it normalised, else as asked.</summary>
    public required string DocumentNumber { get; init; }

    public string? CirconscriptionFonciere { get; init; }

    public string? Cadastre { get; init; }

    public string? DesignationSecondaire { get; init; }

    public string? ActeType { get; init; }

    public required string WorkerId { get; init; }

    /// <summary>This attempt of this stage, from 1.</summary>
    public int Attempt { get; init; }

    public int MaxAttempts { get; init; }

    /// <summary>Where the PDF lies, in any of the forms that rows hold; null before the first download.</summary>
    public string? SupabasePath { get; init; }

    /// <summary>SHA-256 of the stored PDF, lower-case hex.</summary>
    public string? ContentSha256 { get; init; }

    public int Priority { get; init; }

    /// <summary>The last progress written for this row, 0–100; the publisher never goes below it.</summary>
    public int Progress { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the office wants it; null when nobody said.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The trace of this document over all its stages, as W3C writes it; null from a database of an earlier version.</summary>
    public string? TraceParent { get; init; }

    /// <summary>How long it could have been claimed before it was, by the database's clock.</summary>
    public double WaitedSeconds { get; init; }

    /// <summary>Pages that were read before are not used; null where they are.</summary>
    public DateTimeOffset? ReadAnewAt { get; init; }

    public ClaimRef Claim => new(Id, ClaimToken);
}
