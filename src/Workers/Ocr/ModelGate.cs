using Microsoft.Extensions.AI;
using Workers.Gemini;
using Workers.Gemini.Clients;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Jobs.Parking;

namespace Workers.Ocr;

/// <summary>
/// Whether anything may be read in one environment: what the model refuses because of a setting or of the project, it refuses to every
/// document, so reading is parked until it answers a short question.
/// </summary>
internal sealed class ModelGate(ParkingLot parking, IChatClient model, GeminiOptions settings)
{
    private const int Urgent = 1000;

    /// <param name="running">The document that met it.</param>
    public void Close(RunningJob running, GeminiException refusal)
    {
        var asked = running.Job.DocumentSource is DocumentSource.Index ? settings.IndexModel : settings.ActeModel;
        parking.Park(
            running.Environment, JobStage.Ocr, ParkingCause.ModelRefuses, refusal.Message, $"{asked} answers a short question",
            cancellation => ProbeAsync(running.Environment, asked, cancellation));
    }

    /// <returns>Null when the project is served again; what else becomes of the question says nothing about the project.</returns>
    private async Task<string?> ProbeAsync(TargetEnvironment environment, string asked, CancellationToken cancellation)
    {
        var options = new CallTags(environment, "probe", Urgent).On(new() { ModelId = asked, MaxOutputTokens = 16 });
        try
        {
            await model.GetResponseAsync([new(ChatRole.User, "Réponds : oui.")], options, cancellation);
            return null;
        }
        catch (GeminiException failure)
        {
            return failure.IsOfTheProject || failure.Kind is GeminiFailure.Unavailable ? failure.Message : null;
        }
    }
}
