using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Workers.Gemini;
using Workers.Gemini.Api;
using Workers.Jobs.Outcomes;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Acceptance.Deeds;
using Workers.Ocr.Pages;
using Workers.Ocr.Prompts;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Office;

namespace Workers.Ocr.Readers;

/// <summary>
/// Transcribes an acte: the PDF itself, some pages a call. A page that the gate does not accept is asked again alone, as an image; a PDF
/// that the model cannot open, or that is too large for it, is read by the images of its pages alone.
/// </summary>
internal sealed class ActeReader(
    OcrOptions options, GeminiOptions gemini, ModelReader model, GeminiFiles files, PageImages images, DeedWitnesses witnesses, StripReader strips, PartReader parts,
    PageResults results)
{
    private readonly ReadBy _by = new(gemini.ActeModel, Prompt.Acte.Name, Prompt.Acte.Hash);

    /// <summary>No second model reads deeds.</summary>
    private UnwitnessedPolicy Policy { get; } = new(
        options.Unwitnessed is UnwitnessedChoice.Review && options.Witnesses is not WitnessChoice.None, options.Witnesses is WitnessChoice.All ? null : Remark.Of("remedy.tesseract"));

    /// <exception cref="PagesRefusedException">Some pages passed at no ask; the others are kept.</exception>
    public async Task<OcrResult> ReadAsync(DocumentToRead document, IReadOnlyList<Remark> notes, CancellationToken cancellation)
    {
        var key = new ReadingKey(document.Running.Environment, document.ContentSha256, "acte", _by, document.Job.ReadAnewAt);
        var read = await results.FindAsync<ActePageReading>(key, document.Pages, cancellation);
        var missing = Enumerable.Range(1, document.Pages).Where(page => !read.ContainsKey(page)).ToList();
        var refused = new List<(int Page, string Reason)>();
        document.Advance(read.Count);
        if (missing is not [])
        {
            await WithPdfAsync(document, async shown =>
            {
                var pdf = new ShownPdf(shown);
                foreach (var pages in missing.Chunk(options.ActePagesPerCall))
                {
                    await foreach (var (page, result, refusal) in ReadPagesAsync(document, pdf, pages, cancellation))
                    {
                        if (result is null)
                        {
                            refused.Add((page, refusal!));
                            continue;
                        }

                        if (!result.IsUnread)
                        {
                            await results.SaveAsync(key, page, result, cancellation);
                        }

                        read[page] = result;
                        document.Advance(read.Count);
                    }
                }
            }, cancellation);
        }

        return refused is []
            ? ReadingStructure.OfActe(Checked([.. Enumerable.Range(1, document.Pages).Select(page => OrderedNumber.Of(read[page], document.Job.DocumentNumber))]), document.Job.Id, _by, notes)
            : throw new PagesRefusedException(refused);
    }

    /// <summary>The accepted pages come first, so that they are kept whatever becomes of the others.</summary>
    private async IAsyncEnumerable<(int Page, PageResult<ActePageReading>? Result, string? Refusal)> ReadPagesAsync(
        DocumentToRead document, ShownPdf pdf, int[] pages, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var hearing = new Hearing(stop => witnesses.HearAsync(document.Pdf, document.Description, pages, document.Folder, stop), cancellation);
        var (whole, cost) = await AskWholeAsync(document, pdf, pages, hearing, cancellation);
        foreach (var page in pages.OrderBy(page => whole?.Pages[page].Verdict))
        {
            var said = whole?.Reading;
            var share = Share(cost, pages.Length, isFirst: page == pages[0]);
            var (result, refusal) = await PageLoop.RunAsync(
                document.Job.Id, whole is null ? 1 : 2, options.Asks, gemini.ActeTemperature, whole?.Pages[page], share, async (plan, refusedFor) =>
                {
                    var image = await images.PrepareAsync(document.Pdf, document.Description, page, plan.View, document.Folder, cancellation);
                    var shown = new DataContent(image.Jpeg, PageImage.MediaType);
                    var (alone, price, _) = await AskAsync(document, [page], shown, plan.Temperature, refusedFor, hearing, cancellation);
                    said ??= alone.Reading;
                    return (alone.Pages[page], price);
                }, async () =>
                {
                    var (judged, price) = await ReadInPartsAsync(document, page, hearing, cancellation);
                    said ??= judged.Reading;
                    return (judged.Of(judged.Reading?.Pages[0]), price);
                }, why => model.SayUnasked(Prompt.Acte, document, page, why));
            var repaired = result is null ? null : await strips.RepairAsync(document, page, result, (await hearing.Said)[page], cancellation);
            yield return (page, repaired is null ? null : InContext(repaired, said, tellsDeed: page == pages[0] || said != whole?.Reading), refusal);
        }
    }

    private async Task<(Judgement<ActePages> Judgement, PageCost Cost)> ReadInPartsAsync(DocumentToRead document, int page, Hearing hearing, CancellationToken cancellation)
    {
        string? by = null;
        var said = await hearing.Said;
        var (read, cost) = await parts.ReadAsync<ActePages>(document, page, async (shown, band, number) =>
        {
            List<AIContent> contents = [new DataContent(shown.Jpeg, PageImage.MediaType), new TextContent(Request([page], document.Pages)), new TextContent(band.Request)];
            var answer = await model.AskAsync(document, [page], Prompt.Acte, _by.Model, AskPlan.ForPart(number, gemini.ActeTemperature), contents, cancellation);
            by ??= answer.StandIn;
            var heard = said.GetValueOrDefault(page);
            var hasInk = BandInk.HasWriting(band, shown, document.Description.Pages[page - 1], heard?.Ink.Said, heard?.Words.Said);
            return (Whole(ActeGate.Judge(answer, [page], new Dictionary<int, bool> { [page] = hasInk }, null), page), ModelReader.CostOf(answer));
        }, cancellation);
        var judged = PartReader.Judge(read, PartsOfPage.EmptyActe(page), PartsOfPage.Join, whole =>
            Whole(ActeGate.Judge(ModelAnswer.Of(whole), [page], new Dictionary<int, bool>(), document.Job.DocumentNumber, said, Policy), page));
        return (judged with { StandIn = by }, cost);
    }

    /// <summary>The judgement of a page with all that its answer says.</summary>
    private static Judgement<ActePages> Whole(ActeJudgement judged, int page) => judged.Pages[page].Of(judged.Pages[page].Reading is null ? null : judged.Reading);

    /// <summary>One call for some pages, by the PDF itself.</summary>
    /// <returns>No judgement where the model does not take the PDF; then it is not shown again.</returns>
    private async Task<(ActeJudgement? Judgement, PageCost Cost)> AskWholeAsync(
        DocumentToRead document, ShownPdf pdf, int[] pages, Hearing hearing, CancellationToken cancellation)
    {
        if (pdf.Content is not { } content)
        {
            return default;
        }

        var (judgement, cost, isRefused) = await AskAsync(document, pages, content, gemini.ActeTemperature, null, hearing, cancellation);
        pdf.Content = isRefused ? null : content;
        return (isRefused ? null : judgement, cost);
    }

    /// <summary>One call for some pages, judged page by page.</summary>
    private async Task<(ActeJudgement Judgement, PageCost Cost, bool IsRefused)> AskAsync(
        DocumentToRead document, int[] pages, AIContent shown, double temperature, IReadOnlyList<string>? refusedFor, Hearing hearing, CancellationToken cancellation)
    {
        List<AIContent> contents = [shown, new TextContent(Request(pages, document.Pages))];
        if (AskPlan.Reminder(refusedFor) is { } reminder)
        {
            contents.Add(new TextContent(reminder));
        }

        var isImage = shown is DataContent { MediaType: PageImage.MediaType };
        var answer = await model.AskAsync(document, pages, Prompt.Acte, _by.Model, temperature, contents, cancellation, isImage ? 0 : document.Pages, mayAskSmaller: !isImage);
        var ink = await LookForInkAsync(document, ActeGate.SaidBlank(answer).Where(page => pages.Contains(page)), cancellation);
        var judgement = ActeGate.Judge(answer, pages, ink, document.Job.DocumentNumber, await hearing.Said, Policy);
        return (
            judgement with { Pages = judgement.Pages.ToDictionary(page => page.Key, page => page.Value with { StandIn = answer.StandIn }) },
            ModelReader.CostOf(answer), answer is { Refusal: not null, IsWithheld: false });
    }

    /// <summary>A page with what its call said of the document: the deed goes with the first page of a call, and with each page that was read alone.</summary>
    private static PageResult<ActePageReading> InContext(PageResult<ActePage> result, ActePages? said, bool tellsDeed)
    {
        ActePageReading With(ActePage page) => new(page, tellsDeed ? said?.Deed : null, [.. said?.Sections.Where(section => section.Page == page.Page) ?? []]);
        return result.With(With(result.Reading)) with { AsRead = result.AsRead is { } read ? With(read) : null, Repairs = result.Repairs };
    }

    /// <summary>What the deed contradicts by itself is a doubt of the page that says it.</summary>
    private static IReadOnlyList<PageResult<ActePageReading>> Checked(IReadOnlyList<PageResult<ActePageReading>> pages)
    {
        var faults = DeedChecks.Find([.. pages.Select(page => page.Reading.Page.Text)]).ToLookup(fault => fault.Page, fault => fault.Remark);
        return [.. pages.Select((page, i) => faults.Contains(i + 1) ? page with
        {
            Doubts = [.. page.Doubts, .. faults[i + 1].Select(fault => fault.Text)],
            Remarks = [.. page.Remarks ?? [], .. faults[i + 1]],
        } : page)];
    }

    /// <summary>The line that the prompt speaks of.</summary>
    private static string Request(int[] pages, int total) =>
        FormattableString.Invariant($"Le document compte {total} pages.\nPages demandées : {string.Join(", ", pages)}");

    private async Task<IReadOnlyDictionary<int, bool>> LookForInkAsync(DocumentToRead document, IEnumerable<int> pages, CancellationToken cancellation)
    {
        var ink = new Dictionary<int, bool>();
        foreach (var page in pages)
        {
            var image = await images.PrepareAsync(document.Pdf, document.Description, page, PageView.Prepared, document.Folder, cancellation);
            ink[page] = image.HasInk;
        }

        return ink;
    }

    /// <summary>The PDF inside the call, or as an uploaded file that is deleted afterwards whatever happens; null where the API cannot process it.</summary>
    private async Task WithPdfAsync(DocumentToRead document, Func<AIContent?, Task> work, CancellationToken cancellation)
    {
        const string mediaType = "application/pdf";
        var content = await File.ReadAllBytesAsync(document.Pdf, cancellation);
        if (document.Bytes <= (long)options.InlineMegabytes << 20)
        {
            await work(new DataContent(content, mediaType));
            return;
        }

        if (await UploadAsync(document, content, mediaType, cancellation) is not { } file)
        {
            await work(null);
            return;
        }

        try
        {
            await work(file.AsContent());
        }
        finally
        {
            await files.DeleteAsync(file.Name, CancellationToken.None);
        }
    }

    private async Task<GeminiFile?> UploadAsync(DocumentToRead document, byte[] content, string mediaType, CancellationToken cancellation)
    {
        try
        {
            return await files.UploadAsync(content, mediaType, $"acte-{document.ContentSha256[..12]}", cancellation);
        }
        catch (GeminiException refused) when (refused.Kind is GeminiFailure.Invalid || refused.IsTooLarge)
        {
            return null;
        }
    }

    /// <summary>A call's cost over its pages; the first page carries what does not divide.</summary>
    private static PageCost Share(PageCost cost, int pages, bool isFirst)
    {
        var even = new PageCost(cost.InputTokens / pages, cost.OutputTokens / pages, decimal.Round(cost.CostUsd / pages, 6));
        return isFirst
            ? new(
                cost.InputTokens - (even.InputTokens * (pages - 1)),
                cost.OutputTokens - (even.OutputTokens * (pages - 1)),
                cost.CostUsd - (even.CostUsd * (pages - 1)))
            : even;
    }

    /// <summary>The PDF as the model is shown it; null once the model has refused it.</summary>
    private sealed class ShownPdf(AIContent? content)
    {
        public AIContent? Content { get; set; } = content;
    }
}
