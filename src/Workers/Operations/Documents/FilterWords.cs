using System.Globalization;
using Workers.Hosting;
using Workers.Jobs;
using Workers.Operations.Intake;

namespace Workers.Operations.Documents;

/// <summary>Which documents are meant, as it was typed. Parsed in one place for all commands (pure).</summary>
/// <param name="Lot">A number of an index or a plan.</param>
/// <param name="Older">A duration.</param>
/// <param name="Since">A day of Quebec, a time, or a duration.</param>
internal sealed record FilterWords(
    IReadOnlyList<Guid> Ids,
    IReadOnlyList<string> Statuses,
    IReadOnlyList<string> Outcomes,
    IReadOnlyList<string> Kinds,
    string? Number = null,
    string? Lot = null,
    string? Dossier = null,
    string? Older = null,
    string? Since = null,
    string? Review = null,
    string? Text = null)
{
    public static readonly IReadOnlyList<string> KnownOutcomes =
        ["not_found", "paper_only", "ambiguous", "wrong_document", "attempts_exhausted", "purchase_uncertain", "cancelled", "invalid_request", "unreadable", "failed"];

    private static readonly Dictionary<string, DocumentSource> KnownKinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["index"] = DocumentSource.Index,
        ["acte"] = DocumentSource.Acte,
        ["plan"] = DocumentSource.PlanCadastraux,
        ["plan_cadastraux"] = DocumentSource.PlanCadastraux,
    };

    /// <returns>What was understood, and a sentence for each word that was not.</returns>
    /// <param name="mark">Stands before each name of a word, as whoever asks writes it.</param>
    public (DocumentFilter Filter, IReadOnlyList<string> Faults) Parse(DateTimeOffset now, string mark = "--")
    {
        var faults = new List<string>();
        var statuses = Each("status", Statuses, StatusOf, "1 to 5, or en_attente, en_traitement, complete, ocr_complete, erreur");
        var outcomes = Each("outcome", Outcomes, OutcomeOf, string.Join(", ", KnownOutcomes));
        var kinds = Each("kind", Kinds, word => KnownKinds.TryGetValue(word, out var kind) ? kind : (DocumentSource?)null, "index, acte, plan");
        if (Number is not null && Lot is not null)
        {
            faults.Add($"{mark}number and {mark}lot: found both; allowed: one of them.");
        }

        if (Lot is not null && kinds.Contains(DocumentSource.Acte))
        {
            faults.Add($"{mark}lot and {mark}kind acte: found both; a lot has an index and a plan. Give {mark}number.");
        }

        var asked = Number ?? Lot;
        var isBeginning = asked?.EndsWith('*') ?? false;
        var bare = asked is null ? null : DocumentFilter.Bare(asked);
        if (bare is "")
        {
            faults.Add($"{mark}{(Number is null ? "lot" : "number")}: found '{asked}'; allowed: letters and digits of a number, with * behind its beginning.");
        }

        var review = Review is null ? (ReviewWish?)null : One<ReviewWish>("review", Review, word => Enum.TryParse<ReviewWish>(word, ignoreCase: true, out var wish) && word.All(char.IsAsciiLetter) ? wish : null, "needed, none, open, refused, decided");
        var older = Older is null ? (TimeSpan?)null : One<TimeSpan>("older", Older, DurationText.Parse, "a number with s, m, h or d, as in 2h");
        var since = Since is null ? (DateTimeOffset?)null : One<DateTimeOffset>("since", Since, word => DurationText.Parse(word) is { } ago ? now - ago : DueTime.Parse(word), $"a number with s, m, h or d, as in 2h; {DueTime.Allowed.Text}");
        foreach (var (option, text) in new[] { ("number", Number), ("lot", Lot), ("dossier", Dossier), ("text", Text) })
        {
            if (text?.Contains('\0', StringComparison.Ordinal) ?? false)
            {
                faults.Add($"{mark}{option} {TypedText.FaultOf(text)}.");
            }
        }

        foreach (var (option, text) in new[] { ("dossier", Dossier), ("text", Text) })
        {
            if (text is not null && (string.IsNullOrWhiteSpace(text) || text.Length > 200))
            {
                faults.Add($"{mark}{option}: found '{text}'; allowed: a text of 1 to 200 characters.");
            }
        }

        return (new()
        {
            Ids = Ids.Count > 0 ? [.. Ids.Distinct()] : null,
            Statuses = NullIfNone(statuses),
            Outcomes = NullIfNone(outcomes.ConvertAll(place => KnownOutcomes[place])),
            Sources = Lot is not null && kinds.Count == 0 ? [DocumentSource.Index, DocumentSource.PlanCadastraux] : NullIfNone(kinds),
            Number = isBeginning ? null : bare,
            NumberBegins = isBeginning ? bare : null,
            Dossier = Dossier,
            CreatedFrom = since,
            CreatedBefore = older is { } age ? now - age : null,
            Review = review,
            Text = Text,
        }, faults);

        List<T> Each<T>(string option, IReadOnlyList<string> words, Func<string, T?> read, string allowed)
            where T : struct
        {
            var found = new List<T>();
            foreach (var word in words.SelectMany(word => word.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
            {
                if (read(word) is { } value)
                {
                    found.Add(value);
                }
                else
                {
                    faults.Add($"{mark}{option}: found '{word}'; allowed: {allowed}.");
                }
            }

            return found;
        }

        T? One<T>(string option, string word, Func<string, T?> read, string allowed)
            where T : struct
        {
            if (word.Length > 0 && read(word) is { } value)
            {
                return value;
            }

            faults.Add($"{mark}{option}: found '{word}'; allowed: {allowed}.");
            return null;
        }
    }

    private static List<T>? NullIfNone<T>(List<T> values) => values.Count > 0 ? [.. values.Distinct()] : null;

    private static int? OutcomeOf(string word) => KnownOutcomes.ToList().FindIndex(known => known.Equals(word, StringComparison.OrdinalIgnoreCase)) is >= 0 and var place ? place : null;

    private static int? StatusOf(string word) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number is >= 1 and <= 5 ? number : null
        : Enum.GetValues<JobStatus>().Where(status => StatusFlow.NameOf(status).Equals(word, StringComparison.OrdinalIgnoreCase)).Select(status => (int?)status).FirstOrDefault();
}
