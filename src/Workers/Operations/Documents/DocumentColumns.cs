using System.Globalization;
using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Operations.Documents;

/// <summary>A column of a list of documents.</summary>
/// <param name="IsText">What people or other systems wrote, or an error: not a number, a time or a word of this program.</param>
internal sealed record DocumentColumn(string Name, Func<FoundDocument, DateTimeOffset, string> Text, bool IsText = false);

/// <summary>The columns that lists of documents have (pure).</summary>
internal static class DocumentColumns
{
    public static IReadOnlyList<DocumentColumn> All { get; } =
    [
        new("id", (found, _) => found.Document.Id.ToString()),
        new("env", (found, _) => found.Environment.Label()),
        new("status", (found, _) => StatusOf(found.Document.StatusId)),
        new("kind", (found, _) => DocumentSources.WordOf(found.Document.DocumentSource), IsText: true),
        new("number", (found, _) => found.Document.DocumentNumber, IsText: true),
        new("circonscription", (found, _) => found.Document.CirconscriptionFonciere ?? "", IsText: true),
        new("cadastre", (found, _) => found.Document.Cadastre ?? "", IsText: true),
        new("designation", (found, _) => found.Document.DesignationSecondaire ?? "", IsText: true),
        new("type", (found, _) => found.Document.ActeType ?? "", IsText: true),
        new("dossier", (found, _) => found.Document.Dossier ?? "", IsText: true),
        new("priority", (found, _) => Number(found.Document.Priority)),
        new("stage", (found, _) => found.Document.Stage ?? ""),
        new("worker", (found, _) => found.Document.WorkerId ?? "", IsText: true),
        new("outcome", (found, _) => found.Document.StatusId is JobStatus.Erreur ? found.Document.Outcome ?? "failed" : "", IsText: true),
        new("error", (found, _) => found.Document.Error ?? "", IsText: true),
        new("review", (found, _) => found.Document.NeedsReview ? "needed" : ""),
        new("doubts", (found, _) => found.Document.ReviewReason ?? "", IsText: true),
        new("attempts", (found, _) => Number(found.Document.Attempts)),
        new("ocr_attempts", (found, _) => Number(found.Document.OcrAttempts)),
        new("pages", (found, _) => found.Document.Pages is { } pages ? Number(pages) : ""),
        new("progress", (found, _) => Number(found.Document.Progress)),
        new("stored", (found, _) => found.Document.IsStored ? "yes" : ""),
        new("created", (found, _) => Time(found.Document.CreatedAt)),
        new("updated", (found, _) => Time(found.Document.UpdatedAt)),
        new("available", (found, _) => Time(found.Document.AvailableAt)),
        new("due", (found, _) => found.Document.DueAt is { } due ? Time(due) : ""),
        new("age", (found, now) => AgeText.Of(now - found.Document.CreatedAt)),
    ];

    public static IReadOnlyList<string> Usual { get; } = ["id", "env", "status", "kind", "number", "age", "outcome"];

    public static string Names => string.Join(", ", All.Select(column => column.Name));

    /// <returns>The columns, and the names that are none.</returns>
    public static (IReadOnlyList<DocumentColumn> Columns, IReadOnlyList<string> Unknown) Choose(IEnumerable<string> names)
    {
        var asked = names.ToList();
        return (
            [.. asked.Select(name => All.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))).OfType<DocumentColumn>()],
            [.. asked.Where(name => !All.Any(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))]);
    }

    public static string StatusOf(JobStatus status) => Enum.IsDefined(status)
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)status} {StatusFlow.NameOf(status)}")
        : ((int)status).ToString(CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
