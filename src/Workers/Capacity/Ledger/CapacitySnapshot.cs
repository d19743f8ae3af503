namespace Workers.Capacity.Ledger;

/// <summary>The ledger at one moment.</summary>
/// <param name="Budget">The least of what live daemons declare; null while none runs.</param>
/// <param name="Waiting">Workers with a shadow reservation, longest first.</param>
/// <param name="OpensIn">How long nothing is admitted because Redis lost the ledger; zero normally.</param>
/// <param name="Now">That moment, Redis time.</param>
internal sealed record CapacitySnapshot(
    Footprint? Budget,
    Footprint Allocated,
    IReadOnlyList<LedgerWorker> Workers,
    IReadOnlyList<LedgerWorker> Waiting,
    IReadOnlyList<LedgerDaemon> Daemons,
    TimeSpan OpensIn,
    DateTimeOffset Now);

/// <param name="Type">Null of a type that only a daemon of another version knows; it holds its room like any other.</param>
/// <param name="Since">When it was granted, or began to wait; Redis time.</param>
/// <param name="Operation">What took the reservation; null while it waits.</param>
internal sealed record LedgerWorker(string WorkerId, WorkerType? Type, Footprint Footprint, DateTimeOffset Since, string Daemon, string? Operation = null);

/// <param name="Budget">What it declares.</param>
internal sealed record LedgerDaemon(string Id, string Host, Footprint Budget);
