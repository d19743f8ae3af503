using System.Globalization;
using Microsoft.Extensions.AI;
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
internal sealed class ModelReader(IChatClient model, GeminiOptions settings, CallLedger ledger, CostEstimate estimate, TimeProvider time)
{
    /// <summary>So long the model that stands in is asked first, before the other is tried again.</summary>
    private static readonly TimeSpan Away = TimeSpan.FromMinutes(2);

    private DateTimeOffset _awayUntil;

    /// <param name="pages">Of the document, that are asked for.</param>
    /// <param name="contents">The page or document, then what is asked of it.</param>
    /// <param name="pdfPages">Pages of the PDF that goes along; 0 when none does.</param>
    /// <returns>The answer; one that was blocked for its content comes back as one that was withheld.</returns>
    /// <exception cref="GeminiException">No answer.</exception>
    /// <exception cref="ReadingBudgetException">It would cost more than the day has left.</exception>
    /// <exception cref="Database.DatabaseException">The question could not be written down; it was not sent.</exception>
    public async Task<ModelAnswer> AskAsync(
        DocumentToRead document, IReadOnlyList<int> pages, Prompt prompt, string modelName, double temperature, IList<AIContent> contents, CancellationToken cancellation, int pdfPages = 0)
    {
        var question = new Question(document, pages, prompt, temperature, contents, pdfPages);
        if (settings.FallbackModel is not { Length: > 0 } other || other == modelName)
        {
            return await AskOneAsync(question, modelName, cancellation);
        }

        if (time.GetUtcNow() < _awayUntil)
        {
            return await AskOneAsync(question, other, cancellation) with { StandIn = other };
        }

        try
        {
            return await AskOneAsync(question, modelName, cancellation);
        }
        catch (GeminiException failure) when (failure is { Sent: true, Kind: GeminiFailure.Unavailable or GeminiFailure.Misconfigured })
        {
            var answer = await AskOneAsync(question, other, cancellation);
            _awayUntil = time.GetUtcNow() + Away;
            return answer with { StandIn = other };
        }
    }

    public static PageCost CostOf(ModelAnswer answer) => new(answer.InputTokens, answer.OutputTokens, answer.CostUsd);

    private async Task<ModelAnswer> AskOneAsync(Question question, string modelName, CancellationToken cancellation)
    {
        var (document, prompt) = (question.Document, question.Prompt);
        var environment = document.Running.Environment;
        var tier = Tiers.Of(settings.Tier, document.Job.DueAt, time.GetUtcNow(), settings.DueMargin);
        var tags = new CallTags(environment, prompt.Name, document.Job.Priority, question.PdfPages) { Tier = tier, Hurries = settings.Tier is TierChoice.Auto };
        var options = tags.On(new()
        {
            ModelId = modelName,
            Temperature = (float)question.Temperature,
            MaxOutputTokens = settings.MaxOutputTokens,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(prompt.Schema, prompt.Name),
        });
        ChatMessage[] messages = [new(ChatRole.System, prompt.Text), new(ChatRole.User, question.Contents)];
        var expected = estimate.Of(messages, options, tags, question.Pages.Count);
        var call = new OpenedCall(
            Guid.NewGuid(), new(document.Job.Id, document.ContentSha256, Name(question.Pages)), prompt.Name, modelName, tier, CostOf(expected, modelName, tier));
        await ledger.OpenAsync(environment, call, cancellation);
        try
        {
            var response = await model.GetResponseAsync(messages, options, cancellation);
            var use = new TokenUse(response.Usage?.InputTokenCount ?? 0, response.Usage?.CachedInputTokenCount ?? 0, response.Usage?.OutputTokenCount ?? 0);
            var given = GeminiAnswer.TierOf(response);
            var cost = CostOf(use, modelName, given);
            await ledger.SettleAsync(environment, new(call.Id, modelName, given, use, cost));
            estimate.Learn(prompt.Name, question.Pages.Count, use.Output);
            return new(response.Text, response.FinishReason?.Value, use.Input, use.Output) { CostUsd = cost };
        }
        catch (GeminiException failure) when (!MayHaveCost(failure))
        {
            var use = new TokenUse(failure.InputTokens ?? 0, failure.CachedTokens ?? 0, 0);
            var cost = CostOf(use, modelName, tier);
            await ledger.SettleAsync(environment, new(call.Id, modelName, tier, use, cost, failure.Message));
            if (failure.Kind is not GeminiFailure.Blocked)
            {
                throw;
            }

            return new("", ChatFinishReason.ContentFilter.Value, use.Input, 0) { CostUsd = cost };
        }
    }

    /// <summary>It may have been worked on, and paid, without a word of what it used: the estimate stays.</summary>
    private static bool MayHaveCost(GeminiException failure) => failure is { Sent: true, Kind: GeminiFailure.Unavailable, IsOutage: false, InputTokens: null };

    private decimal CostOf(TokenUse use, string modelName, ServiceTier tier) => settings.CostOf(use, modelName, tier, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));

    /// <summary>"3", "1-12" or "2, 5".</summary>
    private static string Name(IReadOnlyList<int> pages) =>
        pages.Count > 1 && pages[^1] - pages[0] == pages.Count - 1
            ? string.Create(CultureInfo.InvariantCulture, $"{pages[0]}-{pages[^1]}")
            : string.Join(", ", pages.Select(page => page.ToString(CultureInfo.InvariantCulture)));

    private sealed record Question(DocumentToRead Document, IReadOnlyList<int> Pages, Prompt Prompt, double Temperature, IList<AIContent> Contents, int PdfPages);
}
