using Workers.Capacity;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Jobs;
using Workers.Jobs.Parking;
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
/// <param name="Resting">Claims that rest because of an outage and rescues that rest because of a clock, with the reason; null of a daemon that does not tell.</param>
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
    IReadOnlyList<Parked>? Parked = null);
