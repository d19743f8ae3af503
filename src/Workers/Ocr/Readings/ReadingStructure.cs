using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.Jobs.Outcomes;
using Workers.Office;

namespace Workers.Ocr.Readings;

/// <summary>Puts the pages of a document together: raw text, corrected text, structure, review, cost. Pure.</summary>
internal static class ReadingStructure
{
    /// <param name="pages">All pages of the PDF, from 1, in order.</param>
    /// <param name="jobId">Pages that another document paid for cost nothing here.</param>
    /// <param name="notes">What is doubtful about the document as a whole.</param>
    public static OcrResult OfIndex(IReadOnlyList<PageResult<IndexPage>> pages, Guid jobId, ReadBy by, IReadOnlyList<Remark> notes)
    {
        var corrected = pages.Select((page, i) => IndexCorrections.Apply(i + 1, page.Reading)).ToList();
        var changes = pages.SelectMany((page, i) => page.Repairs.Select(repair => new Correction(i + 1, repair.Line, repair.Field, repair.From, repair.To, Repair.Rule)))
            .Concat(corrected.SelectMany(page => page.Changes));
        var structure = Common("index", pages, jobId, by, notes);
        structure["pages"] = new JsonArray([.. pages.Select((page, i) => Page(i + 1, page, corrected[i].Page))]);
        structure["corrections"] = Json(changes);
        return Result(
            ReadingText.Of(pages.Select((page, i) => (i + 1, page.AsRead ?? page.Reading))),
            ReadingText.Of(corrected.Select((page, i) => (i + 1, page.Page))),
            structure, pages, jobId, notes);
    }

    /// <inheritdoc cref="OfIndex"/>
    public static OcrResult OfActe(IReadOnlyList<PageResult<ActePageReading>> pages, Guid jobId, ReadBy by, IReadOnlyList<Remark> notes)
    {
        var structure = Common("acte", pages, jobId, by, notes);
        structure["pages"] = new JsonArray([.. pages.Select((page, i) => Page(i + 1, page, new { page.Reading.Page.Blank, page.Reading.Page.IllegibleCount }))]);
        structure["deed"] = Json(DeedMerge.Of(pages.Select(page => page.Reading.Deed).OfType<Deed>()));
        structure["sections"] = Json(pages.SelectMany(page => page.Reading.Sections));
        structure["corrections"] = Json(pages.SelectMany((page, i) => page.Repairs.Select(repair => new Correction(i + 1, repair.Line, repair.Field, repair.From, repair.To, Repair.Rule))));
        return Result(
            ReadingText.Of(pages.Select((page, i) => (i + 1, (page.AsRead ?? page.Reading).Page.Text))),
            ReadingText.Of(pages.Select((page, i) => (i + 1, Spelling.Text(page.Reading.Page.Text)))),
            structure, pages, jobId, notes);
    }

    private static JsonObject Common<T>(string kind, IReadOnlyList<PageResult<T>> pages, Guid jobId, ReadBy by, IReadOnlyList<Remark> notes)
    {
        var cost = CostOf(pages, jobId);
        return new()
        {
            ["kind"] = kind,
            ["model"] = by.Model,
            ["stand_ins"] = Json(pages.Select(page => page.StandIn).OfType<string>().Distinct(StringComparer.Ordinal)),
            ["prompt"] = by.PromptName,
            ["prompt_hash"] = by.PromptHash,
            ["page_count"] = pages.Count,
            ["input_tokens"] = cost.InputTokens,
            ["output_tokens"] = cost.OutputTokens,
            ["cost_usd"] = cost.CostUsd,
            ["reused_pages"] = pages.Count(page => page.JobId != jobId),
            ["review"] = Json(Review(pages, notes)),
            ["notes"] = Json(notes),
            ["disputes"] = new JsonArray([.. pages.SelectMany((page, i) => page.Disputes.Select(dispute => Of(i + 1, dispute)))]),
        };
    }

    private static JsonObject Page<T>(int number, PageResult<T> result, object reading)
    {
        var page = new JsonObject { ["page"] = number, ["asks"] = result.Asks, ["view"] = Json(result.View), ["doubts"] = Json(result.Doubts) };
        if (result.Doubts is not [])
        {
            page["remarks"] = Json(Remark.For(result.Doubts, result.Remarks ?? []));
        }

        if (result.Named is { } named)
        {
            page["named"] = Json(named);
        }

        if (result.HasUnread)
        {
            page["unread"] = true;
        }

        if (result.StandIn is { } other)
        {
            page["model"] = other;
        }

        foreach (var (name, value) in Json(reading).AsObject())
        {
            page[name] = value?.DeepClone();
        }

        page["values"] = Json(result.Values);
        return page;
    }

    /// <summary>A dispute with its page first.</summary>
    private static JsonObject Of(int page, Dispute dispute)
    {
        var told = new JsonObject { ["page"] = page };
        foreach (var (name, value) in Json(dispute).AsObject())
        {
            told[name] = value?.DeepClone();
        }

        return told;
    }

    private static OcrResult Result<T>(string raw, string boosted, JsonObject structure, IReadOnlyList<PageResult<T>> pages, Guid jobId, IReadOnlyList<Remark> notes)
    {
        var review = Review(pages, notes).ToList();
        var cost = CostOf(pages, jobId);
        return new(raw, boosted, structure, pages.Count, review is [] ? null : string.Join("; ", review), cost.InputTokens, cost.OutputTokens, cost.CostUsd) { HasUnreadPages = pages.Any(page => page.IsUnread) };
    }

    private static IEnumerable<string> Review<T>(IReadOnlyList<PageResult<T>> pages, IReadOnlyList<Remark> notes) =>
        notes.Select(note => note.Text).Concat(pages
            .Select((page, i) => (Number: i + 1, page.Doubts))
            .Where(page => page.Doubts is not [])
            .Select(page => FormattableString.Invariant($"page {page.Number}: {string.Join(", ", page.Doubts)}")));

    private static PageCost CostOf<T>(IEnumerable<PageResult<T>> pages, Guid jobId) =>
        pages.Where(page => page.JobId == jobId).Aggregate(default(PageCost), (sum, page) => sum + page.Cost);

    private static JsonNode Json<T>(T value) => JsonSerializer.SerializeToNode(value, ReadingJson.Options)!;
}
