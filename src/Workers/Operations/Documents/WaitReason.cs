using System.Globalization;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Claims;
using Workers.Supervisor;
using Workers.Supervisor.Peers;
using Workers.Supervisor.Slots;

namespace Workers.Operations.Documents;

/// <summary>Why a document that could be claimed at this moment is not, as the daemons and Gemini's quota tell it (pure).</summary>
internal static class WaitReason
{
    /// <param name="source">The document's kind; null where it is not known.</param>
    /// <param name="silent">Daemons whose word is too old to count.</param>
    /// <returns>Null when a worker is about to take it.</returns>
    public static string? Of(
        TargetEnvironment environment, JobStage stage, IReadOnlyList<DaemonReport> daemons, GeminiUsage gemini, DocumentSource? source = null, IReadOnlyList<ShownDaemon>? silent = null)
    {
        string?[] reasons = [OfSilence(silent ?? []), OfOrders(environment, stage, source, daemons), OfParking(environment, stage, source, daemons) ?? OfResting(environment, stage, daemons), daemons.Count == 0 && silent is { Count: > 0 } ? null : OfWorkers(environment, stage, daemons), stage is JobStage.Ocr ? OfQuota(gemini) : null];
        return reasons.OfType<string>().Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } told ? Join(told) : null;
    }

    /// <summary>What stands in the way of such documents at all, whether or not this one may be taken now.</summary>
    public static string? OfCauses(TargetEnvironment environment, JobStage stage, IReadOnlyList<DaemonReport> daemons, GeminiUsage gemini, DocumentSource? source = null)
    {
        string?[] reasons = [OfOrders(environment, stage, source, daemons), OfParking(environment, stage, source, daemons) ?? OfResting(environment, stage, daemons), stage is JobStage.Ocr ? OfQuota(gemini) : null];
        return reasons.OfType<string>().Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } told ? Join(told) : null;
    }

    /// <summary>Several reasons in one line: only the last keeps its full stop.</summary>
    public static string Join(IReadOnlyList<string> reasons) => string.Join("; ", reasons.Select((reason, at) => at < reasons.Count - 1 ? reason.TrimEnd('.') : reason));

    private static string? OfSilence(IReadOnlyList<ShownDaemon> silent) => silent.Count == 0 ? null
        : Join([.. silent.Select(daemon => string.Create(CultureInfo.InvariantCulture, $"{daemon.Report.Host}: the daemon {daemon.Report.Id} has not shown itself for {daemon.Ago.TotalSeconds:0} s, and what it said before is not counted"))]);

    /// <summary>What an operator ordered of every daemon that would take it.</summary>
    private static string? OfOrders(TargetEnvironment environment, JobStage stage, DocumentSource? source, IReadOnlyList<DaemonReport> daemons)
    {
        var holds = daemons.Where(daemon => daemon.Serves.Contains(environment)).Select(daemon => daemon.Steering is { } orders
            ? ClaimHold.Find(orders.Holds, environment, stage, source)
            : null).ToList();
        return holds.Count > 0 && holds.TrueForAll(hold => hold is not null) ? Join([.. holds.OfType<string>().Distinct(StringComparer.Ordinal)]) : null;
    }

    /// <returns>Why questions to the model wait; null while they are sent as they come.</returns>
    public static string? OfQuota(GeminiUsage gemini) => gemini switch
    {
        { WhyParked: { } parked } => parked,
        { FrozenFor: var frozen } when frozen > TimeSpan.Zero => string.Create(CultureInfo.InvariantCulture, $"Gemini answered 429: nothing is asked for {frozen.TotalSeconds:0} s"),
        { ClosedFor: var closed } when closed > TimeSpan.Zero => string.Create(
            CultureInfo.InvariantCulture, $"the quota of Gemini is closed for {closed.TotalSeconds:0} s, because Redis is new or lost its data"),
        { WaitingProcesses: > 0 } => string.Create(
            CultureInfo.InvariantCulture,
            $"questions wait for a share of Gemini's quota, the longest {gemini.LongestWait.TotalSeconds:0} s: {gemini.Requests:N0} of {gemini.MaxRequests:N0} requests (RPM) and {gemini.Tokens:N0} of {gemini.MaxTokens:N0} tokens (TPM) in the last minute"),
        _ => null,
    };

    /// <summary>A breaker: claims that rest because each document met the same outage. What is parked makes them rest as well, which tells nothing more.</summary>
    private static string? OfResting(TargetEnvironment environment, JobStage stage, IReadOnlyList<DaemonReport> daemons) =>
        daemons.Any(daemon => daemon.Takes(environment, stage)) ? null
            : daemons.SelectMany(daemon => daemon.Rests ?? []).FirstOrDefault(rest => rest.Environment == environment && rest.Stage == stage)?.Describe();

    private static string? OfParking(TargetEnvironment environment, JobStage stage, DocumentSource? source, IReadOnlyList<DaemonReport> daemons) =>
        daemons.Any(daemon => daemon.Takes(environment, stage, source)) ? null
            : daemons.SelectMany(daemon => daemon.Parked ?? []).FirstOrDefault(parked => parked.Holds(environment, stage, source))?.Describe();

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
