using System.Text.Json.Nodes;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Reviews;

namespace Workers.Ocr.Reviews;

/// <summary>What people decided about a content before holds for its next reading: it is put in again, and asked of nobody.</summary>
internal sealed class EarlierDecisions(Databases databases)
{
    /// <exception cref="DatabaseException">No answer: without it a person's word could be lost.</exception>
    public async Task<OcrResult> ApplyAsync(TargetEnvironment environment, string contentSha256, OcrResult result, CancellationToken cancellation) =>
        result.Structure["disputes"] is JsonArray { Count: > 0 }
            ? Apply(result, await new ReviewStore(databases[environment]).FindDecidedAsync(contentSha256, cancellation))
            : result;

    /// <summary>Pure.</summary>
    internal static OcrResult Apply(OcrResult result, IReadOnlyList<ReviewItem> decided)
    {
        var form = new CorrectedForm(result.Structure, result.BoostedFileContent);
        foreach (var dispute in (result.Structure["disputes"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var doubt = ItemOf(dispute);
            var before = decided.Where(one => IsSame(one, doubt)).OrderBy(one => one.Read == doubt.Read).ThenBy(one => one.DecidedAt).LastOrDefault();
            if (before is { State: ReviewState.Accepted or ReviewState.Corrected, DecidedBy: { } by })
            {
                var stands = before.Standard == doubt.Read && before.Field is not "line";
                var word = stands || (before.State is ReviewState.Accepted && before.Read == doubt.Read)
                    ? new PersonWord(before.Id, ReviewState.Accepted, null, by, before.Reason)
                    : new PersonWord(before.Id, ReviewState.Corrected, before.Standard, by, before.Reason);
                // A word that does not fit into this reading is asked for again.
                form = form.With(doubt, word).Form ?? form;
            }
        }

        return result with { Structure = form.Structure, BoostedFileContent = form.Boosted };
    }

    /// <summary>About the same place: lines are counted anew by each reading, so the value, or what the witness sees there, must be the same too.</summary>
    private static bool IsSame(ReviewItem before, ReviewItem doubt) =>
        before.Page == doubt.Page && before.Line == doubt.Line && before.Field == doubt.Field
        && (before.Seen is "" || doubt.Seen is "" ? before.Read == doubt.Read : before.Seen == doubt.Seen)
        && (before.Field is not "line" || before.Read == doubt.Read);

    private static ReviewItem ItemOf(JsonObject dispute) => new(
        Guid.Empty, Guid.Empty, "", (int)dispute["page"]!, (string)dispute["field"]!, (string?)dispute["standing"] ?? "", (string?)dispute["read"] ?? "",
        (string?)dispute["seen"] ?? "", ReviewState.Open, default, (int?)dispute["line"]);
}
