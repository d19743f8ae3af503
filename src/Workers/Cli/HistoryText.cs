using System.Globalization;
using System.Text.Json.Nodes;
using Workers.Jobs;
using Workers.Operations;
using Workers.Operations.Documents;

namespace Workers.Cli;

/// <summary>What happened to a document, a line each, with the time since the line before (pure).</summary>
internal static class HistoryText
{
    public static IEnumerable<string> LinesOf(IReadOnlyList<JobEvent> events)
    {
        if (events.Count > 0)
        {
            yield return "history:";
        }

        DateTimeOffset? before = null;
        foreach (var moment in events)
        {
            var gap = before is { } last ? "+" + AgeText.Of(moment.At - last) : "";
            before = moment.At;
            yield return $"  {ExplainText.Time(moment.At)} {gap,9}  {SentenceOf(moment)}{BulkOf(moment.Details)}";
        }
    }

    public static string SentenceOf(JobEvent moment) => moment.Kind switch
    {
        "enqueued" => "added",
        "claimed" => $"{(moment.Stage is JobStage.Ocr ? "reading" : "buying")} begins: {moment.WorkerId}",
        "stored" => $"stored as {moment.Reason}",
        "brought" => $"brought in as {Text(moment.Details, "supabase_path")}, without a purchase{Because(moment.Reason, " by")}",
        "read" => $"read{Figure(moment.Details, "pages", " pages")}{Figure(moment.Details, "cost_usd", " USD")}{Because(moment.Reason, "; in doubt")}",
        "failed" when moment.ToStatus is JobStatus.Erreur => $"ended as {Text(moment.Details, "outcome") ?? "failed"}{Because(moment.Reason)}{Candidates(moment.Details)}",
        "failed" => $"failed, goes back to {To(moment)}{Because(moment.Reason)}",
        "handed_back" when moment.ToStatus is JobStatus.Erreur => $"ended as {Text(moment.Details, "outcome") ?? "failed"}{Because(moment.Reason)}",
        "handed_back" => $"handed back to {To(moment)} ({Text(moment.Details, "reason") ?? "no reason"}){Because(moment.Reason)}",
        "rescued" => $"taken back, to {To(moment)}{Because(moment.Reason)}",
        "cancelled" => $"cancelled{Because(moment.Reason)}",
        "cancel_requested" => $"its worker is asked to end it{Because(moment.Reason)}",
        "retried" => $"tried again, from {To(moment)}{Because(moment.Reason)}",
        "requeued" => $"to be read anew{Because(moment.Reason)}",
        "prioritised" => $"priority {Text(moment.Details, "from")} becomes {Text(moment.Details, "to")}{Because(moment.Reason)}",
        "accepted" => $"kept as it is{Because(Text(moment.Details, "by"), " by")}{Because(moment.Reason)}",
        _ => $"{moment.Kind}{(moment.ToStatus is null ? "" : $", to {To(moment)}")}{Because(moment.Reason)}",
    };

    private static string To(JobEvent moment) => moment.ToStatus is { } status ? DocumentColumns.StatusOf(status) : "where it was";

    private static string Because(string? reason, string before = "") => string.IsNullOrEmpty(reason) ? "" : $"{before}{(before is " by" ? " " : ": ")}{reason}";

    private static string BulkOf(JsonObject? details) => Text(details, "bulk") is { } bulk ? $" (bulk change {bulk})" : "";

    private static string Candidates(JsonObject? details) =>
        details?["candidates"] is JsonArray { Count: > 0 } candidates ? $" Candidates: {string.Join("; ", candidates.Select(one => one?.ToString()))}" : "";

    private static string Figure(JsonObject? details, string member, string unit) =>
        details?[member] is JsonValue value && value.TryGetValue(out decimal figure) ? string.Create(CultureInfo.InvariantCulture, $", {figure:0.####}{unit}") : "";

    private static string? Text(JsonObject? details, string member) => details?[member] is JsonValue value ? value.ToString() : null;
}
