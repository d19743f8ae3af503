using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Ocr.Readers;

/// <summary>
/// What a model refuses of one document is that document's; what it refuses of one after another, in the same words and with no answer between,
/// is not. Counted for each model in this process.
/// </summary>
internal sealed partial class RefusedQuestions
{
    /// <summary>So many documents in a row are no chance.</summary>
    public const int Most = 3;

    private readonly ConcurrentDictionary<string, Row> _rows = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _answers = new(StringComparer.Ordinal);

    /// <summary>The model answered a question about pages.</summary>
    public void Answered(string model)
    {
        _answers.AddOrUpdate(model, 1, (_, answers) => answers + 1);
        _rows.TryRemove(model, out _);
    }

    /// <summary>How many questions the model has answered in this process.</summary>
    public long AnswersOf(string model) => _answers.GetValueOrDefault(model);

    public void Refused(string model, Guid job, string why) => _rows.AddOrUpdate(
        model,
        _ => new(why, [job]),
        (_, row) => Same(row.Why) == Same(why) ? (row.Jobs.Contains(job) || row.Jobs.Count > Most ? row : row with { Jobs = [.. row.Jobs, job] }) : new(why, [job]));

    /// <returns>Why the model refuses all that it is asked, where this document is among enough others; null while it may be the document.</returns>
    public string? Find(string model, Guid job) => _rows.TryGetValue(model, out var row) && row.Jobs.Count >= Most && (row.Jobs.Contains(job) || row.Jobs.Count > Most) ? row.Why : null;

    /// <summary>Whether the model has answered nothing since it refused a question.</summary>
    public bool IsRefusing(string model) => _rows.ContainsKey(model);

    private static string Same(string why) => Digits().Replace(why, "#");

    private sealed record Row(string Why, IReadOnlyList<Guid> Jobs);

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Digits();
}
