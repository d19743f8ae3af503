using Microsoft.Extensions.AI;
using Simulators.Gold;
using Workers.Gemini;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Pages;
using Workers.Ocr.Prompts;

namespace Workers.Benchmarks.Accuracy;

/// <summary>Asks a model about index pages with the prompt and the schema of the daemon's reader, once a page, and scores what it says.</summary>
internal sealed class ModelTrial(IChatClient client, GeminiOptions settings)
{
    /// <exception cref="GeminiException">No answer.</exception>
    public async Task AskAsync(HeardPage page, PageImage image, AccuracyResults results)
    {
        if (page.Template is Template.Deed)
        {
            return;
        }

        var response = await client.GetResponseAsync(
            [new ChatMessage(ChatRole.System, Prompt.IndexPage.Text), new ChatMessage(ChatRole.User, [new DataContent(image.Jpeg, PageImage.MediaType)])],
            new()
            {
                ModelId = settings.IndexModel,
                Temperature = (float)settings.IndexTemperature,
                MaxOutputTokens = settings.MaxOutputTokens,
                ResponseFormat = ChatResponseFormat.ForJsonSchema(Prompt.IndexPage.Schema, Prompt.IndexPage.Name),
            });
        var judged = IndexGate.Judge(new(response.Text, response.FinishReason?.Value, 0, 0), image.HasInk, page.Truth.Header?.Lot, page.Said);
        var asked = GoldAnswers.Index(page.Truth, page.HasMarks).Inscriptions;
        results.Model.Add((page, ReadScore.Of([.. asked.Select(ReadLine.Of)], [.. judged.Reading?.Inscriptions.Select(ReadLine.Of) ?? []]), judged.Reasons));
    }
}
