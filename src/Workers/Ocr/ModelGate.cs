using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Workers.Gemini;
using Workers.Gemini.Api;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Jobs.Parking;
using Workers.Ocr.Readers;

namespace Workers.Ocr;

/// <summary>
/// Whether anything may be read in one environment: what the model refuses because of a setting or of the project, it refuses to every
/// document, so reading is parked, of the kind that this model reads. A probe costs nothing: it has the model count a few words. What a count
/// does not show the next document does; where that one is refused too, the next try comes later.
/// </summary>
internal sealed class ModelGate(ParkingLot parking, IChatClient model, GeminiOptions settings, RefusedQuestions refused, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);
    private const int MostDoublings = 8;

    private readonly ConcurrentDictionary<(TargetEnvironment, string), Closing> _closings = new();

    /// <param name="running">The document that met it.</param>
    public void Close(RunningJob running, GeminiException refusal) => Close(running, refusal.Message, CauseOf(refusal), isOfTheModel: refusal.IsOfTheModel);

    /// <summary>Parks reading where the model refuses one document after another.</summary>
    /// <returns>Why; null while it may be the document's fault.</returns>
    public string? CloseForRefusals(RunningJob running)
    {
        if (refused.Find(ModelOf(running), running.Job.Id) is not { } why)
        {
            return null;
        }

        var all = $"{ModelOf(running)} refuses one document after another in the same words. Check the settings of GEMINI_ and OCR_, and what stands before the API: {why}";
        Close(running, all, ParkingCause.ModelRefuses, isOfTheModel: true);
        return all;
    }

    /// <summary>
    /// A document is read: what the model refuses from now on is tried again soon, where it has answered since it was last closed. A document whose pages were
    /// all kept, or that was asked about before, says nothing of it.
    /// </summary>
    public void Passed(RunningJob running)
    {
        var (key, asked) = ((running.Environment, ModelOf(running)), ModelOf(running));
        if (_closings.TryGetValue(key, out var closing) && refused.AnswersOf(asked) > closing.Answers && !refused.IsRefusing(asked))
        {
            _closings.TryRemove(new(key, closing));
        }
    }

    private void Close(RunningJob running, string why, ParkingCause cause, bool isOfTheModel)
    {
        var asked = ModelOf(running);
        DocumentSource? source = isOfTheModel && settings.IndexModel != settings.ActeModel ? running.Job.DocumentSource : null;
        if (parking.Find(running.Environment, JobStage.Ocr, running.Job.DocumentSource) is { Cause: ParkingCause.ModelRefuses or ParkingCause.KeyRefused or ParkingCause.ModelGone })
        {
            return;
        }

        var answers = refused.AnswersOf(asked);
        var before = _closings.AddOrUpdate((running.Environment, asked), new Closing(0, answers), (_, closing) => new(Math.Min(closing.Before + 1, MostDoublings), answers)).Before;
        var wait = before is 0 ? TimeSpan.Zero : ParkingLot.First * (1 << before) is var longer && longer < LongestWait ? longer : LongestWait;
        var opens = time.GetUtcNow() + wait;
        parking.Park(
            running.Environment, JobStage.Ocr, cause, why, $"{asked} answers again",
            cancellation => time.GetUtcNow() < opens ? Task.FromResult<string?>(why) : ProbeAsync(asked, cancellation), source);
    }

    private static ParkingCause CauseOf(GeminiException refusal) =>
        refusal.Kind is GeminiFailure.Unauthorized ? ParkingCause.KeyRefused : refusal.IsOfTheModel ? ParkingCause.ModelGone : ParkingCause.ModelRefuses;

    private string ModelOf(RunningJob running) => running.Job.DocumentSource is DocumentSource.Index ? settings.IndexModel : settings.ActeModel;

    /// <returns>Null when the project is served again; what else becomes of the count says nothing about the project.</returns>
    private async Task<string?> ProbeAsync(string asked, CancellationToken cancellation)
    {
        if (model.GetService(typeof(GeminiChatClient)) is not GeminiChatClient gemini)
        {
            return null;
        }

        try
        {
            await gemini.CountTokensAsync([new(ChatRole.User, "Réponds : oui.")], new() { ModelId = asked }, cancellation);
            return null;
        }
        catch (GeminiException failure)
        {
            return failure.IsOfTheProject || failure.Kind is GeminiFailure.Unavailable ? failure.Message : null;
        }
    }

    /// <param name="Before">How often it was closed before, without having read between.</param>
    /// <param name="Answers">How many answers the model had given when it was closed.</param>
    private sealed record Closing(int Before, long Answers);
}
