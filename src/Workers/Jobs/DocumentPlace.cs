namespace Workers.Jobs;

/// <summary>Where one document is, as little as it takes to follow it.</summary>
/// <param name="Progress">Of the whole document, in percent.</param>
/// <param name="Open">Doubts about its reading that wait for a person.</param>
/// <param name="Error">The original cause, at 5.</param>
internal sealed record DocumentPlace(
    Guid Id, JobStatus StatusId, DocumentSource? DocumentSource, string DocumentNumber, int Progress, bool NeedsReview, long Open, string? ProgressStage = null, string? Outcome = null,
    string? Error = null)
{
    /// <summary>Nothing more becomes of it by itself.</summary>
    public bool HasEnded => StatusId is JobStatus.OcrComplete or JobStatus.Erreur || (StatusId is JobStatus.Complete && DocumentSource is Jobs.DocumentSource.PlanCadastraux);
}
