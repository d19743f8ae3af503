using Microsoft.Extensions.AI;
using Workers.Gemini;
using Workers.Gemini.Clients;
using Workers.Hosting.Environments;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Prompts;
using Workers.Ocr.Readings;

namespace Workers.Ocr.Readers;

/// <summary>One question to the model. Any <see cref="IChatClient"/> serves; pacing and repeats of failed sends are its business.</summary>
internal sealed class ModelReader(IChatClient model, GeminiOptions settings)
{
    /// <param name="contents">The page or document, then what is asked of it.</param>
    /// <param name="mayAskSmaller">What is too large is a refused question: the caller has a smaller one.</param>
    /// <returns>The answer. One that was blocked for its content comes back as one that was withheld, and a refused question as no answer: another may pass.</returns>
    /// <exception cref="GeminiException">No answer.</exception>
    public async Task<ModelAnswer> AskAsync(
        Prompt prompt, string modelName, double temperature, IList<AIContent> contents, CallTags tags, CancellationToken cancellation, bool mayAskSmaller = false)
    {
        var options = tags.On(new()
        {
            ModelId = modelName,
            Temperature = (float)temperature,
            MaxOutputTokens = settings.MaxOutputTokens,
            ResponseFormat = ChatResponseFormat.ForJsonSchema(prompt.Schema, prompt.Name),
        });
        try
        {
            var response = await model.GetResponseAsync(
                [new ChatMessage(ChatRole.System, prompt.Text), new ChatMessage(ChatRole.User, contents)], options, cancellation);
            return new(response.Text, response.FinishReason?.Value, response.Usage?.InputTokenCount ?? 0, response.Usage?.OutputTokenCount ?? 0);
        }
        catch (GeminiException blocked) when (blocked.Kind is GeminiFailure.Blocked)
        {
            return new("", ChatFinishReason.ContentFilter.Value, blocked.InputTokens ?? 0, 0) { Refusal = blocked.Message };
        }
        catch (GeminiException refused) when (refused.Kind is GeminiFailure.Invalid || (mayAskSmaller && refused.IsTooLarge))
        {
            return new("", null, refused.InputTokens ?? 0, 0) { Refusal = refused.Message };
        }
    }

    public PageCost CostOf(ModelAnswer answer) =>
        new(answer.InputTokens, answer.OutputTokens, settings.CostOf(answer.InputTokens, answer.OutputTokens));

    /// <param name="pages">Pages of the PDF that goes along; 0 when none does.</param>
    public static CallTags Tags(TargetEnvironment environment, Prompt prompt, int priority, int pages = 0) => new(environment, prompt.Name, priority, pages);
}
