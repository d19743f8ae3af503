using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Reviews;

namespace Workers.Ocr.Reviews;

/// <summary>
/// What people decided about a content before holds for its next reading: it is put in again, and asked of nobody. Where the reading says
/// something else now and doubts nothing there, it is asked: no word of a person goes in silence.
/// </summary>
internal sealed class EarlierDecisions(Databases databases)
{
    /// <summary>Of two places on a page, in points, that may be one.</summary>
    private const double Near = 4;

    /// <param name="job">The document: what was said of it before its content was known counts too.</param>
    /// <exception cref="DatabaseException">No answer: without it a person's word could be lost.</exception>
    public async Task<OcrResult> ApplyAsync(TargetEnvironment environment, string contentSha256, Guid job, OcrResult result, CancellationToken cancellation) =>
        Apply(result, await new ReviewStore(databases[environment]).FindDecidedAsync(contentSha256, job, cancellation));

    /// <summary>Pure.</summary>
    internal static OcrResult Apply(OcrResult result, IReadOnlyList<ReviewItem> decided)
    {
        var values = decided.Where(one => !one.IsWhole).ToList();
        if (values is [])
        {
            return result;
        }

        var form = new CorrectedForm(result.Structure, result.BoostedFileContent);
        var doubts = (result.Structure["disputes"] as JsonArray ?? []).OfType<JsonObject>().Select(ItemOf).ToList();
        foreach (var doubt in doubts)
        {
            var before = values.Where(one => IsSame(one, doubt, doubts)).OrderBy(one => one.Read == doubt.Read).ThenBy(one => one.DecidedAt).LastOrDefault();
            if (before is { State: ReviewState.Accepted or ReviewState.Corrected, DecidedBy: not null })
            {
                var stands = before.Standard == doubt.Read && before.Field is not "line";
                var isAccepted = stands || (before.State is ReviewState.Accepted && before.Read == doubt.Read);
                // A word that does not fit into this reading is asked for again.
                form = form.With(doubt, WordOf(before, isAccepted)).Form ?? form;
            }
        }

        var reasons = new ReviewReasons(result);
        foreach (var said in values.Where(one => !doubts.Exists(doubt => IsMet(one, doubt, doubts))).GroupBy(PlaceOf).Select(same => same.MaxBy(one => one.DecidedAt)!))
        {
            if (StandingWords.Of(form, said) is { } standing)
            {
                form = Doubted(form, standing, said, reasons);
            }
        }

        var structure = reasons.Written(form.Structure);
        structure["people"] = new JsonArray([.. decided.Select(one => (JsonNode)$"{one.Id:D}")]);
        return result with { Structure = structure, BoostedFileContent = form.Boosted, ReviewReason = reasons.Reason };
    }

    private static CorrectedForm Doubted(CorrectedForm form, StandingWord standing, ReviewItem said, ReviewReasons reasons)
    {
        var structure = (JsonObject)form.Structure.DeepClone();
        if (structure["disputes"] is not JsonArray disputes)
        {
            structure["disputes"] = disputes = [];
        }

        disputes.Add(DisputeOf(standing.Doubt));
        var doubted = form with { Structure = structure };
        if (standing.IsPutIn && doubted.With(standing.Doubt with { State = ReviewState.Open, Value = null }, WordOf(said, said.State is ReviewState.Accepted)).Form is { } held)
        {
            return held;
        }

        reasons.Add(standing.Doubt.Page, standing.Reason);
        return doubted;
    }

    private static PersonWord WordOf(ReviewItem said, bool isAccepted) => isAccepted
        ? new(said.Id, ReviewState.Accepted, null, said.DecidedBy ?? "", said.Reason)
        : new(said.Id, ReviewState.Corrected, said.Standard, said.DecidedBy ?? "", said.Reason);

    /// <summary>About the same place: lines are counted anew by each reading, so the value, or what the witness sees there, must be the same too.</summary>
    private static bool IsSame(ReviewItem before, ReviewItem doubt, List<ReviewItem> all) => before.Page == doubt.Page && before.Field == doubt.Field
        && (before.Field is "text"
            ? before.Read == doubt.Read && before.Seen == doubt.Seen && (before.Line == doubt.Line || all.Count(other => (other.Page, other.Field, other.Read, other.Seen) == (doubt.Page, doubt.Field, doubt.Read, doubt.Seen)) is 1)
            : before.Line == doubt.Line
            && (before.Line is not null || before.Box is not { } one || doubt.Box is not { } other || Math.Abs(one.Top - other.Top) < Near)
            && (before.Seen is "" || doubt.Seen is "" ? before.Read == doubt.Read : before.Seen == doubt.Seen)
            && (before.Field is not "line" || before.Read == doubt.Read));

    /// <summary>The reading doubts that place itself.</summary>
    private static bool IsMet(ReviewItem before, ReviewItem doubt, List<ReviewItem> all) => IsSame(before, doubt, all)
        || (before.Line is not null && before.Field is not "text" && (before.Page, before.Line, before.Field) == (doubt.Page, doubt.Line, doubt.Field));

    /// <summary>The last word about a place stands.</summary>
    private static (int Page, int? Line, string Field, string Read, string Seen, double Top) PlaceOf(ReviewItem said) => said is { Line: not null, Field: not "text" }
        ? (said.Page, said.Line, said.Field, "", "", 0)
        : (said.Page, null, said.Field, said.Read, said.Seen, said.Field is "text" ? 0 : Math.Round(said.Box?.Top ?? 0));

    private static ReviewItem ItemOf(JsonObject dispute) => new(
        Guid.Empty, Guid.Empty, "", (int)dispute["page"]!, (string)dispute["field"]!, (string?)dispute["standing"] ?? "", (string?)dispute["read"] ?? "",
        (string?)dispute["seen"] ?? "", ReviewState.Open, default, (int?)dispute["line"], Box: dispute["box"].Deserialize<ReviewBox>(Json));

    private static JsonObject DisputeOf(ReviewItem doubt) => new()
    {
        ["page"] = doubt.Page, ["line"] = doubt.Line, ["field"] = doubt.Field, ["standing"] = doubt.Standing, ["read"] = doubt.Read, ["seen"] = doubt.Seen,
        ["witness"] = doubt.Witness, ["box"] = JsonSerializer.SerializeToNode(doubt.Box, Json),
    };

    private static JsonSerializerOptions Json { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}
