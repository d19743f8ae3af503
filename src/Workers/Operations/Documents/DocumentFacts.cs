using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Workers.Jobs;

namespace Workers.Operations.Documents;

/// <summary>What a document's row says. Columns are the owner's too: what cannot be read as it is meant is missing here. Pure.</summary>
/// <param name="Status">As the row has it; this program knows 1 to 5.</param>
/// <param name="Place">Circonscription, cadastre, designation and type, as far as the row has them.</param>
/// <param name="Attempts">At buying; of <paramref name="MaxAttempts"/>.</param>
/// <param name="Stage">Of one at 2.</param>
internal sealed record DocumentFacts(
    string Id,
    int Status,
    string Source,
    string Number,
    string Place,
    int Attempts,
    int MaxAttempts,
    int OcrAttempts,
    int OcrMaxAttempts,
    int Priority,
    int Progress,
    bool NeedsReview,
    string? Dossier = null,
    string? Outcome = null,
    string? Error = null,
    string? Stage = null,
    string? ProgressStage = null,
    string? WorkerId = null,
    string? StoredAs = null,
    int? Pages = null,
    string? ReviewReason = null,
    DateTimeOffset? CreatedAt = null,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? UpdatedAt = null,
    DateTimeOffset? AvailableAt = null,
    DateTimeOffset? LeaseExpiresAt = null,
    DateTimeOffset? CancelRequestedAt = null,
    DateTimeOffset? DueAt = null,
    DateTimeOffset? ReadAnewAt = null,
    string? MachineId = null,
    string? IdempotencyKey = null)
{
    private const int Usual = 3;

    private static readonly string[] AskedColumns = ["document_source", "document_number", "circonscription_fonciere", "cadastre", "designation_secondaire", "acte_type", "dossier"];

    /// <summary>The columns by which it was asked for; by them it can be asked for anew.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Column, string? Text)> Asked { get; private init; } = [];

    public static DocumentFacts Of(JsonObject row)
    {
        string[] place = [.. new[] { "circonscription_fonciere", "cadastre", "designation_secondaire", "acte_type" }.Select(Text).OfType<string>()];
        return new(
            Text("id") ?? "",
            Number("status_id") ?? 0,
            Text("document_source") ?? "",
            Text("document_number") ?? "",
            string.Join(", ", place),
            Number("attemtps") ?? 0,
            Number("max_attempts") ?? Usual,
            Number("ocr_attempts") ?? 0,
            Number("ocr_max_attempts") ?? Usual,
            Number("priority") ?? 0,
            Number("progress") ?? 0,
            Text("needs_review") is "true",
            Text("dossier"),
            Text("outcome"),
            Text("error_message") ?? Text("ocr_error"),
            Text("stage"),
            Text("progress_stage"),
            Text("worker_id"),
            Text("supabase_path"),
            Number("page_count"),
            Text("review_reason"),
            Time("created_at"),
            Time("processing_started_at"),
            Time("updated_at"),
            Time("available_at"),
            Time("lease_expires_at"),
            Time("cancel_requested_at"),
            Time("due_at"),
            Time("read_anew_at"),
            Text("machine_id"),
            Text("idempotency_key")) { Asked = [.. AskedColumns.Select(column => (column, Text(column)))] };

        string? Text(string column) => row[column]?.ToString() is { Length: > 0 } text ? text : null;

        int? Number(string column) => int.TryParse(Text(column), CultureInfo.InvariantCulture, out var number) ? number : null;

        DateTimeOffset? Time(string column) =>
            DateTimeOffset.TryParse(Text(column), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;
    }

    /// <summary>With the causes that the history has, in the words for operators: the row tells the office's.</summary>
    public DocumentFacts ToldBy(IReadOnlyList<JobEvent> events) => this with
    {
        Error = Error is null ? null : events.LastOrDefault(IsEnd) is { Kind: not "stored", Reason: { } cause } ? cause : Error,
        ReviewReason = ReviewReason is null ? null : events.LastOrDefault(moment => moment.Kind is "read")?.Reason ?? ReviewReason,
    };

    private static bool IsEnd(JobEvent moment) => moment is { Reason: not null, Kind: "failed" }
        or { Reason: not null, ToStatus: JobStatus.Erreur, Kind: "handed_back" or "rescued" or "cancelled" } or { ToStatus: JobStatus.Erreur, Kind: "stored" };

    public bool IsPlan => Source is "plan_cadastraux";

    /// <summary>What it waits for or what is done with it; null of one that has ended, or that this program does not know.</summary>
    public JobStage? Turn => (JobStatus)Status switch
    {
        JobStatus.EnAttente => JobStage.Download,
        JobStatus.Complete when !IsPlan => JobStage.Ocr,
        JobStatus.EnTraitement => Stage is "ocr" ? JobStage.Ocr : JobStage.Download,
        _ => null,
    };
}
