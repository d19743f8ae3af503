using System.Collections.Concurrent;
using Workers.Gemini;
using Workers.Jobs.Outcomes;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Pages;
using Workers.Ocr.Prompts;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Office;

namespace Workers.Ocr.Readers;

/// <summary>Reads an index page by page, a few at a time, each page as an image.</summary>
internal sealed class IndexReader(OcrOptions options, GeminiOptions gemini, ModelReader model, PageImages images, PageWitnesses witnesses, PartReader parts, PageResults results)
{
    private readonly ReadBy _by = new(gemini.IndexModel, Prompt.IndexPage.Name, Prompt.IndexPage.Hash);

    /// <exception cref="PagesRefusedException">Some pages passed at no ask; the others are kept.</exception>
    public async Task<OcrResult> ReadAsync(DocumentToRead document, IReadOnlyList<Remark> notes, CancellationToken cancellation)
    {
        var key = new ReadingKey(document.Running.Environment, document.ContentSha256, "index", _by, document.Job.ReadAnewAt);
        var read = new ConcurrentDictionary<int, PageResult<IndexPage>>(await results.FindAsync<IndexPage>(key, document.Pages, cancellation));
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

        if (!refused.IsEmpty)
        {
            throw new PagesRefusedException([.. refused.OrderBy(page => page.Page)]);
        }

        var (contradictions, pages) = IndexChecks.Apply([.. Enumerable.Range(1, document.Pages).Select(page => OrderedNumber.Of(read[page], document.Job.DocumentNumber))]);
        return ReadingStructure.OfIndex(pages, document.Job.Id, _by, [.. notes, .. contradictions]);
    }

    private Task<(PageResult<IndexPage>? Result, string? Refusal)> ReadPageAsync(DocumentToRead document, int page, CancellationToken cancellation)
    {
        var asking = new IndexAsking(options, gemini, model, images, witnesses, document, page);
        return PageLoop.RunAsync<IndexPage>(
            document.Job.Id, 1, options.Asks, gemini.IndexTemperature, null, default,
            (plan, refusedFor) => asking.AskAsync(plan, refusedFor, cancellation),
            () => asking.AskInPartsAsync(parts, cancellation),
            why => model.SayUnasked(Prompt.IndexPage, document, page, why));
    }
}
