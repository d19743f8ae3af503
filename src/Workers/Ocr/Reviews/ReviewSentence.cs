using System.Text.Json.Nodes;
using Workers.Jobs.Outcomes;
using Workers.Office;

namespace Workers.Ocr.Reviews;

/// <summary>Why a reading needs a review, in the office's language. Pure.</summary>
internal static class ReviewSentence
{
    private const string NoBreak = "\u00A0";

    /// <returns>Of one that needs none, what is said if nobody decides about the first value that it doubts; null where it doubts none.</returns>
    public static string? Of(OcrResult result, OfficeWords words)
    {
        if (result.ReviewReason is null)
        {
            return (result.Structure["disputes"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(dispute => dispute["decision"] is null) is { } first
                ? words.Say("review.in_doubt_reason", new() { ["page"] = (int?)first["page"] ?? 0, ["field"] = Remark.Field((string?)first["field"] ?? "") })
                : null;
        }

        var pages = (result.Structure["pages"] as JsonArray ?? []).OfType<JsonObject>().Select(page => (Number: (int?)page["page"] ?? 0, Doubts: Remarks(page["remarks"])))
            .Where(page => page.Doubts.Count > 0)
            .Select(page => Remark.Of("review.page_reason", new() { ["page"] = page.Number, ["doubts"] = string.Join(", ", page.Doubts.Select(words.Say)) }));
        var between = words.Language is OfficeLanguage.Fr ? $"{NoBreak}; " : "; ";
        var sentence = string.Join(between, Remarks(result.Structure["notes"]).Concat(pages).Select(words.Say));
        return sentence.Length > 0 ? sentence : result.ReviewReason;
    }

    private static List<Remark> Remarks(JsonNode? list) => [.. (list as JsonArray ?? []).Select(Remark.Read).OfType<Remark>()];
}
