namespace Workers.Jobs;

/// <summary>An inscription as a stored copy of an index has it.</summary>
/// <param name="Number">As the corrected form spells it; empty where the cell is.</param>
/// <param name="Radiation">The number in the column of radiations.</param>
/// <param name="Notices">The numbers in the column of address notices.</param>
internal sealed record TitleLine(int Line, string Number, string Date, string Nature, string Radiation = "", IReadOnlyList<string>? Notices = null);

/// <param name="Open">Doubts about it that nobody has decided, or that were refused.</param>
/// <param name="Unread">Some of it is in no reading, whatever was decided about it.</param>
internal sealed record TitlePage(int Page, long Open, IReadOnlyList<TitleLine> Lines, bool Unread = false);

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
