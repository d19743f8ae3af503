namespace Workers.Jobs.Search;

/// <summary>A document as lists show it.</summary>
/// <param name="DocumentSource">As the row has it; a kind that this program does not know too.</param>
/// <param name="Outcome">Of one at 5.</param>
/// <param name="Error">The beginning of its last one.</param>
/// <param name="Attempts">At buying, since the last retry.</param>
/// <param name="IsStored">Its PDF is.</param>
/// <param name="AvailableAt">Before which nobody takes it.</param>
internal sealed record ListedDocument(
    Guid Id,
    JobStatus StatusId,
    string DocumentNumber,
    int Priority,
    bool NeedsReview,
    int Attempts,
    int OcrAttempts,
    int Progress,
    bool IsStored,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset AvailableAt,
    string? DocumentSource = null,
    string? CirconscriptionFonciere = null,
    string? Cadastre = null,
    string? DesignationSecondaire = null,
    string? ActeType = null,
    string? Dossier = null,
    string? Stage = null,
    string? WorkerId = null,
    string? Outcome = null,
    string? Error = null,
    string? ReviewReason = null,
    int? Pages = null,
    DateTimeOffset? DueAt = null);

/// <summary>By what a list is ordered.</summary>
internal enum DocumentSort
{
    Created,
    Updated,
    Number,
    Priority,
}

/// <summary>The last document that was told: a list goes on behind it.</summary>
/// <param name="Key">What the list is ordered by, as the database writes it.</param>
internal sealed record ListPlace(string Key, Guid Id);

/// <param name="Limit">1 to 1000.</param>
internal sealed record DocumentQuery(DocumentFilter Filter, DocumentSort Sort, bool Descending, ListPlace? After, int Limit);

/// <param name="After">Null at the end.</param>
internal sealed record DocumentPage(IReadOnlyList<ListedDocument> Documents, ListPlace? After = null);

/// <summary>What ended as an error with one outcome.</summary>
/// <param name="Stored">Of them, how many have their PDF.</param>
/// <param name="Sample">The latest.</param>
/// <param name="Error">Its error.</param>
internal sealed record DeadLetters(string Outcome, long Documents, long Stored, DateTimeOffset Oldest, DateTimeOffset Latest, Guid Sample, string? Source = null, string? Error = null);
