using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Workers.Gemini;
using Workers.Gemini.Api;
using Workers.Gemini.Clients;
using Workers.Gemini.Prices;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Prompts;
using Workers.Ocr.Readings;
using Workers.Ocr.Spending;

namespace Workers.Ocr.Readers;

/// <summary>
/// One question to the model. Any <see cref="IChatClient"/> serves; pacing and repeats of failed sends are its business. Each question is
/// written into the ledger before it is sent. Where the model does not answer, the one that stands in for it is asked.
/// </summary>
internal sealed partial class ModelReader(IChatClient model, GeminiOptions settings, CallLedger ledger, CostEstimate estimate, RefusedQuestions refused, TimeProvider time, ILogger<ModelReader> logger)
{
    /// <summary>So long the model that stands in is asked first, before the other is tried again.</summary>
    private static readonly TimeSpan Away = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _awayUntil = new(StringComparer.Ordinal);

    /// <param name="pages">Of the document, that are asked for.</param>
    /// <param name="contents">The page or document, then what is asked of it.</param>
    /// <param name="pdfPages">Pages of the PDF that goes along; 0 when none does.</param>
    /// <param name="mayAskSmaller">What is too large is a refused question: the caller has a smaller one.</param>
    /// <returns>The answer. One that was blocked for its content comes back as one that was withheld, and a refused question as no answer: another may pass.</returns>
    /// <exception cref="GeminiException">No answer.</exception>
    /// <exception cref="ReadingBudgetException">It would cost more than the day has left.</exception>
    /// <exception cref="Database.DatabaseException">The question could not be written down; it was not sent.</exception>
    public async Task<ModelAnswer> AskAsync(
        DocumentToRead document, IReadOnlyList<int> pages, Prompt prompt, string modelName, double temperature, IList<AIContent> contents, CancellationToken cancellation,
        int pdfPages = 0, bool mayAskSmaller = false)
    {
        var question = new Question(document, pages, prompt, temperature, contents, pdfPages, mayAskSmaller);
        if (settings.FallbackModel is not { Length: > 0 } other || other == modelName)
        {
            return await AskOneAsync(question, modelName, cancellation);
        }

        var isAway = _awayUntil.TryGetValue(modelName, out var until) && time.GetUtcNow() < until;
        var (first, second) = isAway ? (other, modelName) : (modelName, other);
        try
        {
            return Named(await AskOneAsync(question, first, cancellation), first);
        }
        catch (GeminiException failure) when (IsAway(failure))
        {
            if (!isAway)
            {
                _awayUntil[modelName] = time.GetUtcNow() + Away;
                LogStandsIn(logger, other, modelName, failure.Message);
            }

            try
            {
                return Named(await AskOneAsync(question, second, cancellation), second);
            }
            catch (GeminiException) when (!isAway)
            {
                // What the configured model meets is what a person can do something about.
                throw failure;
            }
        }

        ModelAnswer Named(ModelAnswer answer, string by) => by == modelName ? answer : answer with { StandIn = by };
    }

    /// <summary>Nobody is served, or the model is gone. One page that fails says nothing of the model, and flex may turn away what it likes.</summary>
    private bool IsAway(GeminiException failure) =>
        failure.IsOfTheModel || (failure is { IsOutage: true, Sent: true } && settings.Tier is not TierChoice.Flex);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The question {Prompt} about page {Page} of {JobId} has no answer; its lines stay for a person: {Reason}")]
    private static partial void LogUnasked(ILogger logger, string prompt, int page, Guid jobId, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Other} (GEMINI_FALLBACK_MODEL) reads in place of {Model} for two minutes: {Reason}")]
    private static partial void LogStandsIn(ILogger logger, string other, string model, string reason);

    /// <summary>Says why a question that is only an aid has no answer: what is read without it is kept.</summary>
    public void SayUnasked(Prompt prompt, DocumentToRead document, int page, Exception why) => LogUnasked(logger, prompt.Name, page, document.Job.Id, why.Message);

    public static PageCost CostOf(ModelAnswer answer) => new(answer.InputTokens, answer.OutputTokens, answer.CostUsd);

    private async Task<ModelAnswer> AskOneAsync(Question question, string modelName, CancellationToken cancellation)
    {
        var (document, prompt) = (question.Document, question.Prompt);
        var environment = document.Running.Environment;
        var tier = Tiers.Of(settings.Tier, document.Job.DueAt, time.GetUtcNow(), settings.DueMargin);
        var sends = new SendLog();
        var tags = new CallTags(environment, prompt.Name, document.Job.Priority, question.PdfPages) { Tier = tier, Hurries = settings.Tier is TierChoice.Auto, Sends = sends };
        var options = tags.On(new()
        {
            ModelId = modelName,
            Temperature = (float)question.Temperature,
            MaxOutputTokens = settings.MaxOutputTokens,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(prompt.Schema, prompt.Name),
        });
        ChatMessage[] messages = [new(ChatRole.System, prompt.Text), new(ChatRole.User, question.Contents)];
        var expected = CostOf(estimate.Of(messages, options, tags, question.Pages.Count), modelName, tier);
        var call = new OpenedCall(Guid.NewGuid(), new(document.Job.Id, document.ContentSha256, Name(question.Pages)), prompt.Name, modelName, tier, expected);
        await ledger.OpenAsync(environment, call, cancellation);
        decimal? settled = null;
        try
        {
            var response = await model.GetResponseAsync(messages, options, cancellation);
            refused.Answered(modelName);
            if (response.Usage is not { InputTokenCount: { } input, OutputTokenCount: { } output } usage)
            {
                // An answer that does not say what it used keeps the estimate.
                await LoseAsync(sends.Unknown);
                return new(response.Text, response.FinishReason?.Value, 0, 0) { CostUsd = expected };
            }

            var use = new TokenUse(input, usage.CachedInputTokenCount ?? 0, output);
            estimate.Learn(prompt.Name, question.Pages.Count, output);
            var cost = await SettleAsync(use, GeminiAnswer.TierOf(response), failure: null);
            await LoseAsync(sends.Unknown);
            return new(response.Text, response.FinishReason?.Value, use.Input, use.Output) { CostUsd = cost };
        }
        catch (GeminiException failure)
        {
            if (sends.LastTier is null)
            {
                // Another maker's client keeps no log of its sends.
                sends.Fail(failure);
            }

            var cost = expected;
            if (sends.Unknown > 0)
            {
                // A send may have been worked on, and paid: the estimate stays.
                await LoseAsync(sends.Unknown - 1);
            }
            else
            {
                cost = await SettleAsync(default, sends.LastTier ?? tier, failure.Message);
            }

            var isBlocked = failure.Kind is GeminiFailure.Blocked;
            // Whoever stands before the API measures what it is sent: a smaller picture may pass, and another document's is smaller.
            var isTooLarge = failure is { IsTooLarge: true, Kind: GeminiFailure.Misconfigured };
            if (!isBlocked && failure.Kind is not GeminiFailure.Invalid && !isTooLarge && !(question.MayAskSmaller && failure.IsTooLarge))
            {
                throw;
            }

            if (isBlocked)
            {
                refused.Answered(modelName);
            }
            else
            {
                refused.Refused(modelName, document.Job.Id, failure.Message);
            }

            return new("", isBlocked ? ChatFinishReason.ContentFilter.Value : null, sends.Used.Input, sends.Used.Output) { CostUsd = cost, Refusal = failure.Message, IsTooLarge = isTooLarge };
        }
        catch (OperationCanceledException) when (sends.LastTier is null)
        {
            await SettleAsync(default, tier, "stopped before it was sent");
            throw;
        }
        finally
        {
            OcrMetrics.Spent(environment, prompt.Name, modelName, settled ?? expected);
        }

        async Task<decimal> SettleAsync(TokenUse use, ServiceTier at, string? failure)
        {
            var all = use + sends.Used;
            var cost = CostOf(all, modelName, at);
            settled = cost;
            await ledger.SettleAsync(environment, new(call.Id, modelName, at, all, cost, failure));
            return cost;
        }

        async Task LoseAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await ledger.LoseAsync(environment, call);
                OcrMetrics.Spent(environment, prompt.Name, modelName, expected);
            }
        }
    }

    private decimal CostOf(TokenUse use, string modelName, ServiceTier tier) => settings.CostOf(use, modelName, tier, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));

    /// <summary>"3", "1-12" or "2, 5".</summary>
    private static string Name(IReadOnlyList<int> pages) =>
        pages.Count > 1 && pages[^1] - pages[0] == pages.Count - 1
            ? string.Create(CultureInfo.InvariantCulture, $"{pages[0]}-{pages[^1]}")
            : string.Join(", ", pages.Select(page => page.ToString(CultureInfo.InvariantCulture)));

    private sealed record Question(DocumentToRead Document, IReadOnlyList<int> Pages, Prompt Prompt, double Temperature, IList<AIContent> Contents, int PdfPages, bool MayAskSmaller);
}
