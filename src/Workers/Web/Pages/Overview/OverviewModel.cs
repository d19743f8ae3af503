using Workers.Access;
using Workers.Gemini;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Ocr.Spending;
using Workers.Operations.Documents;
using Workers.Operations.Health;
using Workers.Operations.Status;
using Workers.Registre;
using Workers.Registre.Consultations;
using Workers.Supervisor;
using Workers.Supervisor.Slots;
using Workers.Web.Access;

namespace Workers.Web.Pages.Overview;

/// <summary>One place for a worker.</summary>
/// <param name="IsElsewhere">It works for another environment, of which nothing is told.</param>
/// <param name="Why">Why it does not work although documents wait; told to an operator.</param>
internal sealed record SlotShown(string Kind, SlotState State, bool IsElsewhere, Guid? Document, string? Number, string? Why);

/// <param name="Name">Told to an operator; null to others.</param>
internal sealed record DaemonShown(string? Name, bool IsStopping, IReadOnlyList<SlotShown> Slots);

/// <summary>Documents that wait at one stage, and for what.</summary>
/// <param name="Reason">Null where a worker is about to take the next.</param>
internal sealed record WaitShown(JobStage Stage, long Ready, long Deferred, string? Reason);

/// <summary>Money of one environment today.</summary>
/// <param name="BudgetCad">Null where there is none.</param>
internal sealed record MoneyShown(Spend? Registry, decimal? BudgetCad, ReadingSpend? Reading, decimal? BudgetUsd);

/// <summary>What the overview shows of one environment.</summary>
/// <param name="Fault">Why the queue could not be read.</param>
internal sealed record OverviewModel(
    HealthVerdict Verdict, FlowFigures Flow, string? Fault, IReadOnlyList<DaemonShown> Daemons, CapacityReport? Capacity, GeminiUsage? Gemini, MoneyShown Money, IReadOnlyList<WaitShown> Waits,
    IReadOnlyList<string> Orders, ReviewCount? Reviews)
{
    /// <summary>Another environment's documents, and what names machines and accounts to who is no operator, stay out (pure).</summary>
    public static OverviewModel Of(HealthAnswered answered, Caller caller)
    {
        var (status, environment, isOperator) = (answered.Status, caller.Environment, caller.Key.Role is AccessRole.Operator);
        var own = status.Environments.FirstOrDefault(one => one.Environment == environment);
        var settings = status.InForce;
        var serving = status.Daemons.Where(daemon => daemon.Serves.Contains(environment)).ToList();
        return new(
            answered.Verdict,
            FlowFigures.Of(own?.Queue ?? [], serving.SelectMany(daemon => daemon.Slots).Where(slot => slot.Environment == environment && slot.JobId is not null), status.Fault is null),
            own?.Fault,
            [.. serving.Select(daemon => new DaemonShown(isOperator ? daemon.Host : null, daemon.IsStopping, [.. daemon.Slots.Select(slot => Shown(slot, environment, isOperator))]))],
            status.Capacity,
            status.Gemini,
            new(own?.Spend, settings?.Get<RegistreOptions>().Spending.Budgets.Day, own?.Reading, settings?.Get<GeminiOptions>().BudgetUsdDay),
            own is null ? [] : [.. WaitsOf(own, status)],
            isOperator ? [.. OrdersOf(status, environment)] : [],
            own?.Reviews);
    }

    /// <summary>Those that name another environment concern others.</summary>
    private static IEnumerable<string> OrdersOf(StatusReport status, TargetEnvironment environment) =>
    [
        .. (status.Orders ?? []).Where(order => OrderReach.Concerns(environment, order)).Select(order => order.Describe()),
        .. status.Daemons.SelectMany(daemon => daemon.Parked ?? []).Where(parked => parked.Environment == environment).Select(parked => parked.Describe()).Distinct(StringComparer.Ordinal),
    ];

    private static SlotShown Shown(SlotReport slot, TargetEnvironment environment, bool isOperator)
    {
        var isElsewhere = slot.JobId is not null && slot.Environment != environment;
        return new(
            slot.Pool is Pools.Registre ? "registre" : "ocr", slot.State, isElsewhere, isElsewhere ? null : slot.JobId, isElsewhere ? null : slot.DocumentNumber, isOperator ? slot.BlockedBy : null);
    }

    private static IEnumerable<WaitShown> WaitsOf(EnvironmentReport own, StatusReport status)
    {
        foreach (var (stage, at) in new[] { (JobStage.Download, JobStatus.EnAttente), (JobStage.Ocr, JobStatus.Complete) })
        {
            var groups = own.Queue.Where(group => group.StatusId == at).ToList();
            var (ready, deferred) = (groups.Sum(group => group.Ready), groups.Sum(group => group.Deferred));
            if (ready + deferred == 0)
            {
                continue;
            }

            string?[] reasons =
            [
                status.Fault is null ? WaitReason.Of(own.Environment, stage, status.Daemons, status.Gemini ?? new()) : null,
                .. stage is JobStage.Download ? (own.Spend?.Met ?? []).Where(met => met.Budget is "day").Select(met => met.Describe()) : [],
            ];
            yield return new(stage, ready, deferred, ready == 0 ? null : string.Join("; ", reasons.OfType<string>()) is { Length: > 0 } told ? told : null);
        }
    }
}
