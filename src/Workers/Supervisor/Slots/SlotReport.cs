using System.Text.Json.Serialization;
using Workers.Capacity;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Jobs;
using Workers.Jobs.Claims;
using Workers.Jobs.Parking;
using Workers.Registre.Purchases;
using Workers.Steering;
using Workers.Supervisor.Peers;
using Workers.Supervisor.Reconciliation;

namespace Workers.Supervisor.Slots;

/// <summary>One slot as <c>status</c> shows it.</summary>
/// <param name="BlockedBy">Why it does not work although documents wait; null when nothing blocks it.</param>
/// <param name="Restarts">How often its loop died and was started again.</param>
internal sealed record SlotReport(
    string WorkerId,
    Pools Pool,
    WorkerType? Type,
    SlotState State,
    TargetEnvironment? Environment,
    Guid? JobId,
    DocumentSource? Source,
    string? DocumentNumber,
    string? BlockedBy,
    int Restarts);

/// <summary>One daemon as <c>status</c> and the other daemons see it.</summary>
/// <param name="Server">Its SERVER_ID, if it has one.</param>
/// <param name="Serves">Environments whose queue it reads.</param>
/// <param name="Registre">Registre workers it offers.</param>
/// <param name="Ocr">Workers of the OCR pool it offers.</param>
/// <param name="Disabled">Environments that are not served, by name, with the reason.</param>
/// <param name="Split">The OCR pool's split in force and why.</param>
/// <param name="Drift">Where leases, reservations and slots disagreed.</param>
/// <param name="Loops">Everything that runs in its background; null of a daemon that does not tell.</param>
/// <param name="Parked">What it found to be parked; null of a daemon that does not tell.</param>
/// <param name="Paid">Whether a paid step is in flight and when none is expected; null of a daemon that does not tell.</param>
/// <param name="Steering">What operators ordered of it; null of a daemon that does not tell.</param>
/// <param name="StopSeconds">The longest that a stop of it takes; null of a daemon that does not tell.</param>
/// <param name="Resting">Claims that rest because of an outage and rescues that rest because of a clock, with the reason; null of a daemon that does not tell.</param>
/// <param name="Rests">What of Resting are claims, by what is away; null of a daemon that does not tell.</param>
/// <param name="SettingsChangedAt">When its settings file was written after it had read it; null where it was not.</param>
/// <param name="ShownSecondsAgo">How long ago it showed itself, by Redis' clock; set by who reads it.</param>
/// <param name="RedisAheadSeconds">How far Redis' clock is ahead of its own; null of a daemon that does not tell.</param>
/// <param name="Disk">Why its disk has no room for another document; null while it has, and of a daemon that does not tell.</param>
/// <param name="Unserved">Addresses at which it is to listen and cannot; null of a daemon that does not tell.</param>
internal sealed record DaemonReport(
    string Id,
    string Host,
    string? Server,
    bool IsStopping,
    IReadOnlyList<TargetEnvironment> Serves,
    Offer Registre,
    Offer Ocr,
    IReadOnlyList<SlotReport> Slots,
    Split Split,
    string SplitReason,
    IReadOnlyDictionary<string, string> Disabled,
    DriftReport Drift,
    IReadOnlyList<LoopReport>? Loops = null,
    IReadOnlyList<string>? Resting = null,
    IReadOnlyList<Parked>? Parked = null,
    PaidReport? Paid = null,
    SteeringReport? Steering = null,
    double? StopSeconds = null,
    IReadOnlyList<ClaimRest>? Rests = null,
    DateTimeOffset? SettingsChangedAt = null,
    double? ShownSecondsAgo = null,
    double? RedisAheadSeconds = null,
    string? Disk = null,
    IReadOnlyList<string>? Unserved = null)
{
    /// <summary>As orders name it.</summary>
    [JsonIgnore]
    public SteeredDaemon AsSteered => new(Id, Host, Server);

    /// <summary>Whether it would take such work now: it serves it, has workers for it that may start, and nothing of it is parked, rests, or waits by an order.</summary>
    public bool Takes(TargetEnvironment environment, JobStage stage, DocumentSource? source = null) =>
        !IsStopping && Serves.Contains(environment)
        && Slots.Any(slot => slot.Pool == (stage is JobStage.Download ? Pools.Registre : Pools.Ocr) && slot.State is not SlotState.Blocked)
        && (Steering is null || ClaimHold.Find(Steering.Holds, environment, stage, source) is null)
        && !(Parked ?? []).Any(parked => parked.Holds(environment, stage, source)) && !(Rests ?? []).Any(rest => rest.Environment == environment && rest.Stage == stage);
}

/// <summary>What a daemon knows of operators' orders.</summary>
/// <param name="IsKnown">A database has told them; until then it begins nothing.</param>
/// <param name="InForce">Those that hold for it.</param>
/// <param name="Skipped">Those that it does not follow.</param>
/// <param name="Told">Environments whose database has told what was ordered: nothing of another is begun; null of a daemon that does not tell.</param>
internal sealed record SteeringReport(
    long Revision, bool IsKnown, IReadOnlyList<SteeringOrder> InForce, IReadOnlyList<SkippedOrder> Skipped, IReadOnlyList<TargetEnvironment>? Told = null)
{
    /// <summary>What it may not begin.</summary>
    [JsonIgnore]
    public SteeredHolds Holds => new(InForce) { IsUnknown = !IsKnown, Told = Told?.ToHashSet() };

    /// <inheritdoc cref="SteeredHolds.FindUntold"/>
    public string? FindUntold(TargetEnvironment environment) => Holds.FindUntold(environment);

    public static SteeringReport Of(SteeringBoard board)
    {
        var state = board.State;
        return new(board.Orders.Revision, !state.IsUnknown, state.InForce, state.Skipped, [.. state.Told ?? Enumerable.Empty<TargetEnvironment>()]);
    }
}
