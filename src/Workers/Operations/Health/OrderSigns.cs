using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Claims;
using Workers.Steering;
using Workers.Supervisor;
using Workers.Supervisor.Slots;

namespace Workers.Operations.Health;

/// <summary>What does not begin because an operator said so, or because nobody knows what one said (pure).</summary>
internal static class OrderSigns
{
    private const string Next = "Workers pauses";

    public static IEnumerable<HealthFinding> Of(HealthFacts facts)
    {
        var environments = facts.Status.Environments.Select(environment => environment.Environment).ToList();
        var isAll = environments.Count > 0 && environments.TrueForAll(environment => IsStill(facts, environment));
        return
        [
            .. environments.SelectMany(environment => OfUnknown(facts, environment)),
            .. from order in facts.Status.Orders ?? []
               where AsPause(order) is not null && HasDaemon(facts, order)
               select new HealthFinding(isAll ? HealthCause.Paused : HealthCause.PausedInPart, EnvironmentOf(order), $"{order.Describe()}.", Next),
        ];
    }

    /// <summary>Whether every daemon that would begin it was ordered not to.</summary>
    public static bool IsHeld(HealthFacts facts, TargetEnvironment environment, JobStage stage, DocumentSource source) =>
        HoldsOf(facts, environment).TrueForAll(holds => ClaimHold.Find(holds, environment, stage, source) is not null);

    /// <summary>Whether an order explains that a worker may not start: the work that is ready waits for one, or the accounts that are left are all in use.</summary>
    public static bool IsHeld(HealthFacts facts, DaemonReport daemon, SlotReport slot)
    {
        var holds = HoldsOf(facts, daemon);
        var stage = slot.Pool is Pools.Registre ? JobStage.Download : JobStage.Ocr;
        if (holds.Find(ClaimHold.WorkOf(stage)) is not null || (stage is JobStage.Download && IsWithoutAccount(facts, holds)))
        {
            return true;
        }

        var ready = facts.Answering.Where(environment => daemon.Serves.Contains(environment.Environment))
            .SelectMany(environment => environment.Queue.Where(group => group.Ready > 0 && group.StatusId == (stage is JobStage.Download ? JobStatus.EnAttente : JobStatus.Complete)).Select(group => (environment.Environment, group.DocumentSource)))
            .ToList();
        return ready.Count > 0 && ready.TrueForAll(one => ClaimHold.Find(holds, one.Environment, stage, one.DocumentSource) is not null);
    }

    /// <summary>Whether an order for all daemons keeps an account from being used.</summary>
    public static bool IsPaused(HealthFacts facts, string account) =>
        (facts.Status.Orders ?? []).Any(order => order is { Verb: SteeringVerb.Pause, Server: null } && order.Subject == PauseSubject.Account(account));

    private static bool IsWithoutAccount(HealthFacts facts, SteeredHolds holds)
    {
        var given = (facts.Accounts ?? []).Where(account => account.SetAside is null).ToList();
        var left = given.Count(account => holds.FindAccount(account.Code) is null);
        var busy = facts.Daemons.SelectMany(daemon => daemon.Slots).Count(slot => slot.Pool is Pools.Registre && slot.State is SlotState.Working or SlotState.Idle);
        return left < given.Count && busy >= left;
    }

    /// <returns>A sentence with a blank before it that says who ordered a setting's value; empty where nobody did.</returns>
    public static string WhoSet(HealthFacts facts, string setting) =>
        FindSet(facts, setting) is { } order ? $" Ordered: {order.Describe()}." : "";

    /// <summary>The order that gave a setting the value by which all are judged: of those that every daemon which runs follows, one for a daemon goes over one for all.</summary>
    public static SteeringOrder? FindSet(HealthFacts facts, string setting) => (facts.Status.Orders ?? [])
        .Where(order => order.Verb is SteeringVerb.Set && order.Subject == setting && (order.Server is null || facts.Status.Daemons.All(daemon => daemon.IsStopping || daemon.AsSteered.IsMeantBy(order))))
        .MaxBy(order => (order.Server is not null, order.Revision));

    /// <summary>An order for a daemon that stopped, or for one that does not run, keeps nothing back. Without Redis nobody knows who runs.</summary>
    private static bool HasDaemon(HealthFacts facts, SteeringOrder order) =>
        order.Server is null || facts.Status.Fault is not null || facts.Status.Daemons.Any(daemon => !daemon.IsStopping && daemon.AsSteered.IsMeantBy(order));

    /// <summary>Nothing is bought and nothing is read.</summary>
    private static bool IsStill(HealthFacts facts, TargetEnvironment environment)
    {
        var areAccounts = facts.Accounts is { Count: > 0 } accounts && HoldsOf(facts, environment).TrueForAll(holds => accounts.All(account => holds.FindAccount(account.Code) is not null));
        return Enum.GetValues<DocumentSource>().All(source =>
            (areAccounts || IsHeld(facts, environment, JobStage.Download, source)) && (source is DocumentSource.PlanCadastraux || IsHeld(facts, environment, JobStage.Ocr, source)));
    }

    /// <summary>Of each daemon that serves the environment; without one, what is ordered of all.</summary>
    private static List<SteeredHolds> HoldsOf(HealthFacts facts, TargetEnvironment environment)
    {
        var serving = Serving(facts, environment);
        return serving.Count == 0 ? [HoldsOf(facts, order => order.Server is null)] : [.. serving.Select(daemon => HoldsOf(facts, daemon))];
    }

    private static SteeredHolds HoldsOf(HealthFacts facts, DaemonReport daemon) => HoldsOf(facts, daemon.AsSteered.IsMeantBy);

    /// <summary>Of one setting the order for one daemon goes over that for all.</summary>
    private static SteeredHolds HoldsOf(HealthFacts facts, Func<SteeringOrder, bool> isMeant) => new(
    [
        .. (facts.Status.Orders ?? []).Where(isMeant)
            .GroupBy(order => order.Verb is SteeringVerb.Set ? $"set {order.Subject}" : order.Key, StringComparer.Ordinal)
            .Select(same => same.MaxBy(order => (order.Server is not null, order.Revision))!)
            .Select(AsPause).OfType<SteeringOrder>(),
    ]);

    /// <summary>A pool that is set to nothing is paused, too.</summary>
    private static SteeringOrder? AsPause(SteeringOrder order) => order switch
    {
        { Verb: SteeringVerb.Pause or SteeringVerb.Drain } => order,
        { Verb: SteeringVerb.Set, Subject: "WORKER_COUNT", Value: "0" } => order with { Verb = SteeringVerb.Pause, Subject = PauseSubject.RegistrePool },
        { Verb: SteeringVerb.Set, Subject: "OCR_WORKER_POOL_SIZE", Value: "0" } => order with { Verb = SteeringVerb.Pause, Subject = PauseSubject.OcrPool },
        _ => null,
    };

    private static IEnumerable<HealthFinding> OfUnknown(HealthFacts facts, TargetEnvironment environment)
    {
        var serving = Serving(facts, environment);
        var without = serving.Where(daemon => daemon.Steering?.FindUntold(environment) is not null).ToList();
        if (without is [var first, ..])
        {
            yield return new(
                without.Count == serving.Count ? HealthCause.OrdersUnknown : HealthCause.DaemonWithoutOrders, environment,
                $"{environment.Label()}: {string.Join(", ", without.Select(daemon => daemon.Host).Distinct(StringComparer.Ordinal))} {(without.Count == 1 ? "begins" : "begin")} nothing: {first.Steering!.FindUntold(environment)}.",
                SourceSigns.Doctor(environment));
        }
    }

    private static List<DaemonReport> Serving(HealthFacts facts, TargetEnvironment environment) =>
        [.. facts.Daemons.Where(daemon => !daemon.IsStopping && daemon.Serves.Contains(environment))];

    /// <returns>Null of what holds for all.</returns>
    private static TargetEnvironment? EnvironmentOf(SteeringOrder order) =>
        TargetEnvironments.All.Cast<TargetEnvironment?>().FirstOrDefault(name => order.Verb is SteeringVerb.Pause && order.Subject == PauseSubject.Environment(name!.Value));
}
