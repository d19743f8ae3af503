namespace Workers.Jobs;

/// <summary>The rows of <c>extraction_status</c>.</summary>
internal enum JobStatus
{
    EnAttente = 1,
    EnTraitement = 2,
    Complete = 3,
    OcrComplete = 4,
    Erreur = 5,
}

/// <summary>
/// The moves that exist. The SQL functions make them and refuse all others; this table is for people, plans and the test
/// that holds the functions, this file and docs/status-flow.md together.
/// </summary>
internal static class StatusFlow
{
    /// <summary>Each move with the functions that make it.</summary>
    public static IReadOnlyList<StatusMove> Moves { get; } =
    [
        new(JobStatus.EnAttente, JobStatus.EnTraitement, ["claim"]),
        new(JobStatus.EnAttente, JobStatus.Complete, ["bring"]),
        new(JobStatus.EnAttente, JobStatus.Erreur, ["bulk_step", "cancel"]),
        new(JobStatus.EnTraitement, JobStatus.EnAttente, ["fail", "hand_back", "rescue"]),
        new(JobStatus.EnTraitement, JobStatus.Complete, ["complete_download", "fail", "hand_back", "rescue"]),
        new(JobStatus.EnTraitement, JobStatus.OcrComplete, ["complete_ocr"]),
        new(JobStatus.EnTraitement, JobStatus.Erreur, ["complete_download", "fail", "hand_back", "rescue"]),
        new(JobStatus.Complete, JobStatus.EnTraitement, ["claim"]),
        new(JobStatus.Complete, JobStatus.Erreur, ["bulk_step", "cancel"]),
        new(JobStatus.OcrComplete, JobStatus.Complete, ["change", "bulk_step"]),
        new(JobStatus.Erreur, JobStatus.EnAttente, ["accept", "bulk_step", "retry"]),
        new(JobStatus.Erreur, JobStatus.Complete, ["bulk_step", "change", "retry"]),
    ];

    /// <summary>The name in <c>extraction_status</c>.</summary>
    public static string NameOf(JobStatus status) => status switch
    {
        JobStatus.EnAttente => "EN_ATTENTE",
        JobStatus.EnTraitement => "EN_TRAITEMENT",
        JobStatus.Complete => "COMPLETE",
        JobStatus.OcrComplete => "OCR_COMPLETE",
        _ => "ERREUR",
    };
}

/// <param name="By">The functions that make the move, without their <c>workers_</c>.</param>
internal sealed record StatusMove(JobStatus From, JobStatus To, IReadOnlyList<string> By);
