using Workers.Hosting.Environments;

namespace Workers.Supervisor.Reconciliation;

/// <summary>Ways in which Postgres, the ledger and the slots of a daemon can disagree.</summary>
internal enum DriftKind
{
    /// <summary>Postgres leases a document to a worker of ours that does not work on it. Healed by handing it back.</summary>
    LeaseWithoutWork,

    /// <summary>We work on a document whose row is not leased under our token. Healed by stopping.</summary>
    WorkWithoutLease,

    /// <summary>The ledger holds a reservation for a worker of ours that knows of none. Healed by giving it back.</summary>
    ReservationWithoutHolder,

    /// <summary>A worker of ours has a document and no reservation. Healed by reserving again, where there is room.</summary>
    WorkWithoutReservation,
}

/// <summary>One disagreement; equal to itself from pass to pass as long as it is the same.</summary>
/// <param name="Environment">Of the document, where one is concerned.</param>
/// <param name="ClaimToken">The token in question; 0 without a document.</param>
/// <param name="Operation">The reservation in question.</param>
internal readonly record struct Drift(
    DriftKind Kind, string WorkerId, TargetEnvironment? Environment = null, Guid JobId = default, long ClaimToken = 0, string? Operation = null);

/// <summary>What reconciliation has met since the daemon started.</summary>
/// <param name="Now">Disagreements that stand at this moment.</param>
/// <param name="Met">How many were certain, by kind.</param>
/// <param name="Healed">How many of these were healed here.</param>
/// <param name="Last">The last one, in words; null while none was met.</param>
/// <param name="ComparedAt">When everything answered and was compared last; null before the first time.</param>
internal sealed record DriftReport(int Now, IReadOnlyDictionary<DriftKind, int> Met, int Healed, string? Last, DateTimeOffset? ComparedAt)
{
    public static DriftReport Empty { get; } = new(0, new Dictionary<DriftKind, int>(), 0, null, null);
}
