using System.Globalization;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations;
using Workers.Operations.Documents;

namespace Workers.Cli;

/// <summary>A document's story in sentences (pure).</summary>
internal static class ExplainText
{
    public static IEnumerable<string> LinesOf(DocumentExplanation told)
    {
        var document = told.Document;
        yield return $"{told.Environment.Label()} {document.Source} {document.Number}{(document.Place.Length > 0 ? ", " : "")}{document.Place}";
        yield return $"id: {document.Id}";
        if (document.Dossier is { } dossier)
        {
            yield return $"dossier: {dossier}";
        }

        yield return Where(told);
        foreach (var line in Rest(told))
        {
            yield return line;
        }

        yield return $"waits for: {told.WaitsFor ?? "nothing"}";
        if (told.Reviews is { } reviews)
        {
            yield return ReviewText.Of(reviews, document.Id);
        }

        foreach (var line in told.Purchases.SelectMany(PurchaseText.LinesOf).Concat(ReadingSpendText.LinesOf(told.Reading)))
        {
            yield return line;
        }

        foreach (var folder in told.Evidence)
        {
            yield return $"evidence: {folder}";
        }

        foreach (var file in told.SetAside)
        {
            yield return $"set aside: {file}";
        }

        if (told.Times.Count > 0)
        {
            yield return $"time: {string.Join(", ", told.Times.Select(one => $"{AgeText.Of(one.Time)} {one.Stage}"))}";
        }

        foreach (var line in HistoryText.LinesOf(told.Events))
        {
            yield return line;
        }
    }

    /// <summary>Where it is, since when, and who has it.</summary>
    private static string Where(DocumentExplanation told)
    {
        var document = told.Document;
        var status = DocumentColumns.StatusOf((JobStatus)document.Status);
        return (JobStatus)document.Status switch
        {
            JobStatus.EnAttente => $"It waits to be bought ({status}){Since(told, document.CreatedAt)}.",
            JobStatus.EnTraitement => $"It is being {(document.Turn is JobStage.Ocr ? "read" : "bought")} ({status}) by {document.WorkerId ?? "an older system"}{On(told)}{Since(told, document.StartedAt)}.",
            JobStatus.Complete when document.IsPlan => $"It is complete ({status}){Since(told, document.UpdatedAt)}: a plan is stored, not read.",
            JobStatus.Complete => $"It is stored and waits to be read ({status}){Since(told, document.UpdatedAt)}.",
            JobStatus.OcrComplete => $"It is read ({status}){Since(told, document.UpdatedAt)}{Pages(document)}{(document.NeedsReview ? "; its reading needs a person" : "")}.",
            JobStatus.Erreur => $"It ended as {document.Outcome ?? "failed"} ({status}){Since(told, document.UpdatedAt)}{(document.Error is { } error ? $": {error}" : ".")}",
            _ => $"Its status is {status}, which this program does not know.",
        };
    }

    /// <summary>What is said only where there is something to say.</summary>
    private static IEnumerable<string> Rest(DocumentExplanation told)
    {
        var (document, now) = (told.Document, told.At);
        var status = (JobStatus)document.Status;
        if (status is JobStatus.EnTraitement)
        {
            yield return Say($"It is at {document.Progress} %{(document.ProgressStage is { } stage ? $" ({stage})" : "")}.");
            if (document.LeaseExpiresAt is { } lease)
            {
                yield return lease > now
                    ? $"Its lease holds until {Time(lease)}{(told.HeldOn is null && told.Unseen is null ? "" : " and is renewed while its worker lives")}; {Holder(told)}."
                    : $"Its lease ended at {Time(lease)}: it is taken back in a moment.";
            }
        }

        if (status is JobStatus.EnAttente or JobStatus.EnTraitement or JobStatus.Complete && !document.IsPlan)
        {
            yield return Say($"Attempts: {document.Attempts} of {document.MaxAttempts} at buying, {document.OcrAttempts} of {document.OcrMaxAttempts} at reading.");
            if (document.AvailableAt is { } next && next > now && status is not JobStatus.EnTraitement)
            {
                yield return $"The next try is not before {Time(next)}, in {AgeText.Of(next - now)}.";
            }

            if (document.Error is { } error)
            {
                yield return $"The last error: {error}";
            }
        }

        if (document.CancelRequestedAt is { } asked && status is JobStatus.EnTraitement)
        {
            yield return $"An operator asked at {Time(asked)} to cancel it: its worker ends it as soon as it safely can.";
        }

        if (document.Priority != 0)
        {
            yield return Say($"Its priority is {document.Priority} (0 is usual, higher goes first).");
        }

        if (document.DueAt is { } due && status is not JobStatus.OcrComplete)
        {
            yield return $"The office wants it by {Time(due)}.";
        }

        if (document.ReadAnewAt is { } anew && document.Turn is JobStage.Ocr)
        {
            yield return $"It is read anew: no page that was read before {Time(anew)} is used.";
        }

        if (document.ReviewReason is { } reason && document.NeedsReview)
        {
            yield return $"In doubt: {reason}";
        }

        if (document.StoredAs is { } path)
        {
            yield return $"Its PDF is stored as {path}{Pages(document)}.";
        }

        if (status is JobStatus.Erreur)
        {
            yield return $"What to do: {OutcomeRemedy.Of(document.Outcome)}.";
            if (OutcomeRemedy.Of(document.Outcome).Contains("retry", StringComparison.Ordinal))
            {
                yield return $"As it is typed: Workers retry {document.Id} --env {told.Environment.Label().ToLowerInvariant()}";
            }
        }
    }

    private static string Holder(DocumentExplanation told) =>
        told.HeldOn is not null ? "nobody else may take it"
        : told.Unseen is { } why ? $"which daemon works on it cannot be seen: {why.TrimEnd('.')}"
        : "no daemon that shows itself works on it, so it is taken back then";

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Since(DocumentExplanation told, DateTimeOffset? known) =>
        (told.Since ?? known) is { } since ? $" since {Time(since)}, for {AgeText.Of(told.At - since)}" : "";

    private static string On(DocumentExplanation told) => told.HeldOn is { } host ? $" on {host}" : "";

    private static string Pages(DocumentFacts document) => document.Pages switch
    {
        null => "",
        1 => ", 1 page",
        { } pages => Say($", {pages} pages"),
    };

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
