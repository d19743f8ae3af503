using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Office;

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
        : None(OutcomeCodes.Ambiguous, "why.several_plans", [.. rows.Select(row => row.Text)]);

    private static (int?, RegistreFailure?) DecideActe(SimilarChoice choice) => choice switch
    {
        SimilarChoice.Take take => (take.Row.Position, null),
        SimilarChoice.PaperOnly paper => None(OutcomeCodes.PaperOnly, "why.kept_on_paper", paper.Candidates),
        SimilarChoice.NoSuchNumber other => None(OutcomeCodes.NotFound, "why.other_numbers", other.Candidates),
        SimilarChoice.Ambiguous several => None(OutcomeCodes.Ambiguous, "why.no_one_document", several.Candidates),
        _ => throw new InvalidOperationException("Unknown choice."),
    };

    private static (int?, RegistreFailure?) None(string outcome, string why, IReadOnlyList<string> candidates) =>
        (null, RegistreFailure.Business(outcome, Step, Remark.Of(why), candidates));
}
