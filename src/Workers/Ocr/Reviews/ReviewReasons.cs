using System.Text.Json.Nodes;
using Workers.Jobs.Outcomes;
using Workers.Office;

namespace Workers.Ocr.Reviews;

/// <summary>Doubts that come to a reading when it is done: among those of their page, in the structure and in the sentence for people.</summary>
internal sealed class ReviewReasons(OcrResult result)
{
    private readonly List<(int Page, Remark Reason)> _added = [];

    /// <summary>Why the document needs a review; null where it needs none.</summary>
    public string? Reason { get; private set; } = result.ReviewReason;

    public void Add(int page, Remark reason) => _added.Add((page, reason));

    /// <summary>Writes them; the structure is changed.</summary>
    public JsonObject Written(JsonObject structure)
    {
        if (_added is [])
        {
            return structure;
        }

        var written = (JsonObject)structure.DeepClone();
        var review = written["review"] as JsonArray ?? [];
        foreach (var reasons in _added.GroupBy(one => one.Page, one => one.Reason))
        {
            var added = reasons.Select(reason => reason.Text).ToList();
            var page = CorrectedForm.PageOf(written, reasons.Key);
            List<string> before = page?["doubts"] is JsonArray doubts ? [.. doubts.Select(doubt => (string)doubt!)] : [];
            List<string> after = [.. before, .. added.Distinct(StringComparer.Ordinal)];
            if (page is not null)
            {
                page["remarks"] = new JsonArray(
                    [.. Remark.For(after, (page["remarks"] as JsonArray ?? []).Select(Remark.Read).OfType<Remark>().Concat(reasons)).Select(remark => (JsonNode?)remark)]);
                page["doubts"] = Array(after);
                if (page["named"] is JsonArray named)
                {
                    page["named"] = Array([.. named.Select(one => (string)one!), .. added]);
                }
            }

            var place = review.ToList().FindIndex(one => (string?)one == Sentence(reasons.Key, before));
            if (place >= 0)
            {
                review[place] = Sentence(reasons.Key, after);
            }
            else
            {
                review.Add((JsonNode)Sentence(reasons.Key, after));
            }
        }

        written["review"] = Array([.. review.Select(one => (string)one!)]);
        Reason = string.Join("; ", written["review"]!.AsArray().Select(one => (string)one!));
        return written;
    }

    /// <summary>As a page's doubts stand in <c>review</c>.</summary>
    private static string Sentence(int page, IEnumerable<string> doubts) => FormattableString.Invariant($"page {page}: {string.Join(", ", doubts)}");

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
