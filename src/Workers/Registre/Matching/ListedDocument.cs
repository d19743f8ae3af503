using Workers.Jobs;
using Workers.Jobs.Outcomes;

namespace Workers.Registre.Matching;

/// <summary>Which document of a list that the site offers is the one that was asked for. Pure.</summary>
internal static class ListedDocument
{
    private const string Step = "choice";

    /// <param name="circonscriptions">All that the site knows.</param>
    /// <returns>
    /// The row to choose, which is null where the list holds nothing to choose from; or why none of them may be taken.
    /// </returns>
    public static (int? Position, RegistreFailure? None) Decide(
        IReadOnlyList<SimilarRow> rows, DocumentRequest request, IReadOnlyList<string> circonscriptions) =>
        request.Source is DocumentSource.Acte
            ? DecideActe(SimilarActs.Decide(rows, request, ActeTypes.All, circonscriptions))
            : DecidePlan(rows, request);

    private static (int?, RegistreFailure?) DecidePlan(IReadOnlyList<SimilarRow> rows, DocumentRequest request) =>
        PlanChoice.Decide([.. rows.Select(row => new PlanRow(row.Position, row.Cells))], request.Number) is { } plan ? (plan.Position, null)
        : rows.Count == 0 ? (null, null)
        : None(OutcomeCodes.Ambiguous, "the registry offers several plans of this lot, and their dates do not tell which is the latest", [.. rows.Select(row => row.Text)]);

    private static (int?, RegistreFailure?) DecideActe(SimilarChoice choice) => choice switch
    {
        SimilarChoice.Take take => (take.Row.Position, null),
        SimilarChoice.PaperOnly paper => None(OutcomeCodes.PaperOnly, "the document is kept on paper at the registry's office only", paper.Candidates),
        SimilarChoice.NoSuchNumber other => None(OutcomeCodes.NotFound, "the registry offers only documents with other numbers", other.Candidates),
        SimilarChoice.Ambiguous several => None(OutcomeCodes.Ambiguous, "the registry offers no one document with this number, type and circonscription", several.Candidates),
        _ => throw new InvalidOperationException("Unknown choice."),
    };

    private static (int?, RegistreFailure?) None(string outcome, string message, IReadOnlyList<string> candidates) =>
        (null, RegistreFailure.Business(outcome, Step, message, candidates));
}
