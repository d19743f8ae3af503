namespace Workers.Jobs;

/// <summary>Where one document is, as little as it takes to follow it.</summary>
/// <param name="Progress">Of the whole document, in percent.</param>
/// <param name="Open">Doubts about its reading that wait for a person.</param>
/// <param name="Error">The original cause, at 5.</param>
internal sealed record DocumentPlace(
    Guid Id, JobStatus StatusId, DocumentSource? DocumentSource, string DocumentNumber, int Progress, bool NeedsReview, long Open, string? ProgressStage = null, string? Outcome = null,
    string? Error = null)
{
    /// <summary>Of a kind that this program does not know: nobody of ours takes it.</summary>
    public bool IsOfOthers => DocumentSource is null && StatusId is not (JobStatus.OcrComplete or JobStatus.Erreur);

    /// <summary>Nothing more becomes of it by itself, or by this program.</summary>
    public bool HasEnded => IsOfOthers || StatusId is JobStatus.OcrComplete or JobStatus.Erreur || (StatusId is JobStatus.Complete && DocumentSource is Jobs.DocumentSource.PlanCadastraux);
}
