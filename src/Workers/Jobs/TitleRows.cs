namespace Workers.Jobs;

/// <summary>An inscription as a stored copy of an index has it.</summary>
/// <param name="Number">As the corrected form spells it; empty where the cell is.</param>
internal sealed record TitleLine(int Line, string Number, string Date, string Nature);

/// <param name="Open">Doubts about it that nobody has decided, or that were refused.</param>
internal sealed record TitlePage(int Page, long Open, IReadOnlyList<TitleLine> Lines);

/// <summary>A document that is an index of the lot.</summary>
/// <param name="CopiedAt">When its PDF was bought.</param>
/// <param name="Pages">Null while it is not read.</param>
internal sealed record TitleIndex(
    Guid Id, JobStatus StatusId, DateTimeOffset CopiedAt, bool NeedsReview, string? Outcome = null, string? Circonscription = null, string? Cadastre = null, string? Designation = null,
    string? ContentSha256 = null, IReadOnlyList<TitlePage>? Pages = null);

/// <summary>A document that is a deed with a number that was asked for.</summary>
/// <param name="Number">Letters and digits, without leading zeros.</param>
internal sealed record TitleDeed(
    string Number, Guid Id, JobStatus StatusId, bool NeedsReview, long Open, string? Outcome = null, string? Circonscription = null, string? ActeType = null);
