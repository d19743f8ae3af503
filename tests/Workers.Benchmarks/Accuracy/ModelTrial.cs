using Microsoft.Extensions.AI;
using Simulators.Gold;
using Workers.Gemini;
using Workers.Hosting.Environments;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Pages;
using Workers.Ocr.Prompts;
using Workers.Ocr.Readers;
using Workers.Ocr.Readings;

namespace Workers.Benchmarks.Accuracy;

/// <summary>Asks a model about index pages as the daemon's reader does, once a page, and scores what it says.</summary>
internal sealed class ModelTrial(IChatClient client, GeminiOptions settings)
{
    private readonly ModelReader _reader = new(client, settings);

    /// <exception cref="GeminiException">No answer.</exception>
    public async Task AskAsync(HeardPage page, PageImage image, AccuracyResults results)
    {
        if (page.Template is Template.Deed)
        {
            return;
        }

        var tags = ModelReader.Tags(TargetEnvironment.Dev, Prompt.IndexPage, 0);
        var answer = await _reader.AskAsync(
            Prompt.IndexPage, settings.IndexModel, settings.IndexTemperature, [new DataContent(image.Jpeg, PageImage.MediaType)], tags, CancellationToken.None);
        var judged = IndexGate.Judge(answer, image.HasInk, page.Truth.Header?.Lot, page.Said);
        var asked = GoldAnswers.Index(page.Truth, page.HasMarks).Inscriptions;
        results.Model.Add((page, ReadScore.Of([.. asked.Select(ReadLine.Of)], [.. judged.Reading?.Inscriptions.Select(ReadLine.Of) ?? []]), judged.Reasons));
    }
}
