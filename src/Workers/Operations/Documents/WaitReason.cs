using System.Globalization;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Supervisor;
using Workers.Supervisor.Slots;

namespace Workers.Operations.Documents;

/// <summary>Why a document that could be claimed at this moment is not, as the daemons and Gemini's quota tell it (pure).</summary>
internal static class WaitReason
{
    /// <returns>Null when a worker is about to take it.</returns>
    public static string? Of(TargetEnvironment environment, JobStage stage, IReadOnlyList<DaemonReport> daemons, GeminiUsage gemini)
    {
        string?[] reasons = [OfParking(environment, stage, daemons), OfWorkers(environment, stage, daemons), stage is JobStage.Ocr ? gemini.WhyParked : null];
        return reasons.OfType<string>().ToList() is { Count: > 0 } told ? string.Join("; ", told) : null;
    }

    private static string? OfParking(TargetEnvironment environment, JobStage stage, IReadOnlyList<DaemonReport> daemons) =>
        daemons.SelectMany(daemon => daemon.Parked ?? []).FirstOrDefault(parked => parked.Environment == environment && parked.Stage == stage)?.Describe();

    private static string? OfWorkers(TargetEnvironment environment, JobStage stage, IReadOnlyList<DaemonReport> daemons)
    {
        if (daemons.Count == 0)
        {
            return "no daemon runs on this Redis";
        }

        var serving = daemons.Where(daemon => daemon.Serves.Contains(environment)).ToList();
        if (serving.Count == 0)
        {
            var refusal = daemons.SelectMany(daemon => daemon.Disabled).FirstOrDefault(one => one.Key == environment.Label()).Value;
            return $"no daemon serves {environment.Label()}" + (refusal is null ? "" : $": {refusal}");
        }

        serving.RemoveAll(daemon => daemon.IsStopping);
        if (serving.Count == 0)
        {
            return "every daemon that serves it is stopping";
        }

        var (pool, workers) = stage is JobStage.Download ? (Pools.Registre, "registre workers") : (Pools.Ocr, "OCR workers");
        var slots = serving.SelectMany(daemon => daemon.Slots).Where(slot => slot.Pool == pool).ToList();
        return slots.Count == 0 ? $"no daemon that serves it has {workers}" : OfSlots(slots, workers);
    }

    private static string? OfSlots(List<SlotReport> slots, string workers)
    {
        var busy = slots.Count(slot => slot.State is SlotState.Working);
        var blocked = slots.Where(slot => slot.State is SlotState.Blocked).ToList();
        var told = string.Create(CultureInfo.InvariantCulture, $"{busy} of {slots.Count} {workers} are busy");
        return blocked switch
        {
            [var first, ..] => string.Create(CultureInfo.InvariantCulture, $"{told}, {blocked.Count} may not start: {first.BlockedBy}"),
            [] => busy == slots.Count ? told : null,
        };
    }
}
