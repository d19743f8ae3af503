using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Gemini;
using Workers.Hosting.Environments;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Readings;

namespace Workers.Ocr.Readers;

/// <summary>Which reading a page result belongs to: the same content read by the same model with the same prompt.</summary>
/// <param name="Since">Of a document that is read anew: what was read before does not count.</param>
internal sealed record ReadingKey(TargetEnvironment Environment, string ContentSha256, string Kind, ReadBy By, DateTimeOffset? Since = null);

/// <summary>The pages that are already read and paid, kept per environment in <c>ocr_pages</c>.</summary>
internal sealed partial class PageResults(OcrOptions options, GeminiOptions gemini, Databases databases, TimeProvider time, ILogger<PageResults> logger)
{
    /// <summary>So long an environment that did not answer is not asked for what it has.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<TargetEnvironment, DateTimeOffset> _restUntil = new();

    /// <summary>
    /// The pages that are kept, by the configured model or the one that stands in for it. What a stricter environment of this deployment paid for
    /// serves here too, where that is allowed: what is tried out in a looser one never serves there.
    /// </summary>
    /// <exception cref="DatabaseException">No answer of the document's own environment: reading now could pay for pages twice.</exception>
    public async Task<Dictionary<int, PageResult<T>>> FindAsync<T>(ReadingKey key, int pages, CancellationToken cancellation)
    {
        ReadingKey[] keys = gemini.FallbackModel is { Length: > 0 } other && other != key.By.Model ? [key, key with { By = key.By with { Model = other } }] : [key];
        var found = new Dictionary<int, PageResult<T>>();
        foreach (var own in keys)
        {
            Add(await FindAsync<T>(own, cancellation));
        }

        foreach (var stricter in options.SharesResults && key.Since is null ? databases.Environments.TakeWhile(other => other != key.Environment).Where(databases.Serves) : [])
        {
            if (found.Count >= pages)
            {
                break;
            }

            var theirs = await TryFindAsync<T>(key with { Environment = stricter }, cancellation);
            foreach (var (page, result) in theirs.Where(page => !found.ContainsKey(page.Key)))
            {
                // Paid for there: a sum over both counts it once.
                await SaveAsync(key, page, result with { Cost = default }, cancellation);
            }

            Add(theirs);
        }

        return found;

        void Add(Dictionary<int, PageResult<T>> more)
        {
            foreach (var (page, result) in more)
            {
                found.TryAdd(page, result);
            }
        }
    }

    private async Task<Dictionary<int, PageResult<T>>> FindAsync<T>(ReadingKey key, CancellationToken cancellation)
    {
        var found = new Dictionary<int, PageResult<T>>();
        int? after = null;
        KeptPages piece;
        do
        {
            var request = new { key.ContentSha256, key.Kind, key.By.Model, key.By.PromptHash, After = after, key.Since };
            piece = await databases[key.Environment].CallAsync<KeptPages>("workers_ocr_page_find", request, cancellation);
            foreach (var page in piece.Pages)
            {
                Keep(found, key, page);
            }
        }
        while (piece.More && piece.Pages is [.., var last] && !(last.Page <= after) && (after = last.Page) is not null);

        return found;
    }

    /// <summary>Another environment that does not answer only has nothing to give.</summary>
    private async Task<Dictionary<int, PageResult<T>>> TryFindAsync<T>(ReadingKey key, CancellationToken cancellation)
    {
        if (_restUntil.TryGetValue(key.Environment, out var until) && time.GetUtcNow() < until)
        {
            return [];
        }

        try
        {
            return await FindAsync<T>(key, cancellation);
        }
        catch (DatabaseException failure)
        {
            LogNothingShared(logger, key.Environment, failure.Message);
            _restUntil[key.Environment] = time.GetUtcNow() + Rest;
            return [];
        }
    }

    /// <summary>Keeps a page. A failure costs money only if the document has to be read again, so it is said and not thrown.</summary>
    public async Task SaveAsync<T>(ReadingKey key, int page, PageResult<T> result, CancellationToken cancellation)
    {
        var request = new
        {
            key.ContentSha256,
            Page = page,
            key.Kind,
            Model = result.StandIn ?? key.By.Model,
            key.By.PromptHash,
            Result = JsonSerializer.SerializeToNode(result, ReadingJson.Options),
            FinishReason = ModelAnswer.Done,
            result.Cost.InputTokens,
            result.Cost.OutputTokens,
            result.Cost.CostUsd,
            key.Since,
        };
        try
        {
            await databases[key.Environment].CallAsync<JsonObject>("workers_ocr_page_save", request, cancellation);
        }
        catch (DatabaseException failure)
        {
            LogNotKept(logger, key.ContentSha256, page, failure.Message);
        }
    }

    private void Keep<T>(Dictionary<int, PageResult<T>> found, ReadingKey key, KeptPage page)
    {
        try
        {
            found[page.Page] = page.Result.Deserialize<PageResult<T>>(ReadingJson.Options)!;
        }
        catch (JsonException unknown)
        {
            LogUnknownShape(logger, unknown, key.ContentSha256, page.Page);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment} does not tell which pages it has read; it is not asked for a minute: {Reason}")]
    private static partial void LogNothingShared(ILogger logger, TargetEnvironment environment, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Page {Page} of content {ContentSha256} was read but could not be kept; a restart would pay for it again: {Why}")]
    private static partial void LogNotKept(ILogger logger, string contentSha256, int page, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The kept result of page {Page} of content {ContentSha256} has another shape and is not used.")]
    private static partial void LogUnknownShape(ILogger logger, Exception failure, string contentSha256, int page);

    private sealed record KeptPages(IReadOnlyList<KeptPage> Pages, bool More = false);

    private sealed record KeptPage(int Page, JsonElement Result);
}
