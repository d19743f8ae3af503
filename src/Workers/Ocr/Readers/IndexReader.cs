using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Workers.Gemini;
using Workers.Jobs.Outcomes;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Pages;
using Workers.Ocr.Prompts;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;

namespace Workers.Ocr.Readers;

/// <summary>Reads an index page by page, a few at a time, each page as an image.</summary>
internal sealed class IndexReader(OcrOptions options, GeminiOptions gemini, ModelReader model, PageImages images, PageWitnesses witnesses, PartReader parts, PageResults results)
{
    private readonly ReadBy _by = new(gemini.IndexModel, Prompt.IndexPage.Name, Prompt.IndexPage.Hash);

    /// <exception cref="PagesRefusedException">Some pages passed at no ask; the others are kept.</exception>
    public async Task<OcrResult> ReadAsync(DocumentToRead document, IReadOnlyList<string> notes, CancellationToken cancellation)
    {
        var key = new ReadingKey(document.Running.Environment, document.ContentSha256, "index", _by);
        var read = new ConcurrentDictionary<int, PageResult<IndexPage>>(await results.FindAsync<IndexPage>(key, cancellation));
        var refused = new ConcurrentBag<(int Page, string Reason)>();
        var missing = Enumerable.Range(1, document.Pages).Where(page => !read.ContainsKey(page)).ToList();
        document.Advance(document.Pages - missing.Count);

        await BoundedParallel.RunAsync(missing, options.PageConcurrency, async page =>
        {
            var (result, refusal) = await ReadPageAsync(document, page, cancellation);
            if (result is null)
            {
                refused.Add((page, refusal!));
                return;
            }

            if (!result.IsUnread)
            {
                await results.SaveAsync(key, page, result, cancellation);
            }

            read[page] = result;
            document.Advance(read.Count);
        });

        return refused.IsEmpty
            ? ReadingStructure.OfIndex([.. Enumerable.Range(1, document.Pages).Select(page => read[page])], document.Job.Id, _by, notes)
            : throw new PagesRefusedException([.. refused.OrderBy(page => page.Page)]);
    }

    private async Task<(PageResult<IndexPage>? Result, string? Refusal)> ReadPageAsync(DocumentToRead document, int page, CancellationToken cancellation)
    {
        (PageImage Image, PageTestimony Said)? first = null;
        return await PageLoop.RunAsync<IndexPage>(document.Job.Id, 1, options.Asks, gemini.IndexTemperature, null, default, async (plan, refusedFor) =>
        {
            var seen = first ??= await witnesses.PrepareAsync(document.Pdf, document.Description, page, document.Folder, cancellation);
            var image = refusedFor is null ? seen.Image : await images.PrepareAsync(document.Pdf, document.Description, page, plan.View, document.Folder, cancellation);
            List<AIContent> contents = [new DataContent(image.Jpeg, PageImage.MediaType)];
            if (AskPlan.Reminder(refusedFor) is { } reminder)
            {
                contents.Add(new TextContent(reminder));
            }

            var tags = ModelReader.Tags(document.Running.Environment, Prompt.IndexPage, document.Job.Priority);
            var answer = await model.AskAsync(Prompt.IndexPage, _by.Model, plan.Temperature, contents, tags, cancellation);
            return (IndexGate.Judge(answer, seen.Image.HasInk, document.Job.DocumentNumber, seen.Said), model.CostOf(answer));
        }, async () =>
        {
            var (read, cost) = await parts.ReadAsync<IndexPage>(document, page, (shown, band, number) => AskPartAsync(document, shown, band, number, cancellation), cancellation);
            return (PartReader.Judge(read, PartsOfPage.EmptyIndex, PartsOfPage.Join, whole =>
                IndexGate.Judge(ModelAnswer.Of(whole), first!.Value.Image.HasInk, document.Job.DocumentNumber, first.Value.Said)), cost);
        });
    }

    private async Task<(Judgement<IndexPage> Judgement, PageCost Cost)> AskPartAsync(DocumentToRead document, AIContent shown, PageBand band, int number, CancellationToken cancellation)
    {
        var tags = ModelReader.Tags(document.Running.Environment, Prompt.IndexPage, document.Job.Priority);
        var answer = await model.AskAsync(Prompt.IndexPage, _by.Model, AskPlan.ForPart(number, gemini.IndexTemperature), [shown, new TextContent(band.Request)], tags, cancellation);
        return (IndexGate.Judge(answer, hasInk: false, requestedLot: null), model.CostOf(answer));
    }
}
