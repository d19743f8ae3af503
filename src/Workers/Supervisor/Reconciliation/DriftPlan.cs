using Workers.Capacity.Ledger;
using Workers.Hosting.Environments;

namespace Workers.Supervisor.Reconciliation;

/// <summary>A document that Postgres leases to a worker, or that a worker works on.</summary>
internal readonly record struct HeldDocument(TargetEnvironment Environment, Guid JobId, long ClaimToken, string WorkerId);

/// <summary>What one pass saw of a daemon.</summary>
/// <param name="Leased">Rows that Postgres leases to its workers.</param>
/// <param name="Answered">Environments that answered; of the others nothing is known.</param>
/// <param name="Held">Documents whose leases it renews.</param>
/// <param name="Reserved">What the ledger holds in its name; null when the ledger did not answer or registers anew.</param>
/// <param name="KnownHolders">Workers that know of a reservation, certain or in doubt.</param>
/// <param name="Working">Workers with a document.</param>
internal sealed record Sighting(
    IReadOnlyList<HeldDocument> Leased,
    IReadOnlySet<TargetEnvironment> Answered,
    IReadOnlyList<HeldDocument> Held,
    IReadOnlyList<LedgerWorker>? Reserved,
    IReadOnlySet<string> KnownHolders,
    IReadOnlyList<string> Working);

/// <summary>A disagreement that was seen.</summary>
/// <param name="Since">Timestamp of the pass that saw it first.</param>
/// <param name="IsCertain">It has lasted longer than anything that is merely under way.</param>
internal readonly record struct Suspicion(long Since, bool IsCertain);

/// <summary>Compares what Postgres, the ledger and the slots say (pure).</summary>
internal static class DriftPlan
{
    /// <summary>Longer than a claim with all its repetitions, and than any other change that is under way.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>All that disagrees in one pass; most of it is under way and gone in the next.</summary>
    public static IReadOnlyList<Drift> Compare(Sighting seen)
    {
        var held = seen.Held.ToHashSet();
        var leased = seen.Leased.ToHashSet();
        var drifts = seen.Leased.Where(row => !held.Contains(row)).Select(row => Of(DriftKind.LeaseWithoutWork, row))
            .Concat(seen.Held.Where(job => seen.Answered.Contains(job.Environment) && !leased.Contains(job)).Select(job => Of(DriftKind.WorkWithoutLease, job)));
        if (seen.Reserved is { } reserved)
        {
            var holders = reserved.Select(worker => worker.WorkerId).ToHashSet(StringComparer.Ordinal);
            drifts = drifts
                .Concat(reserved.Where(worker => !seen.KnownHolders.Contains(worker.WorkerId))
                    .Select(worker => new Drift(DriftKind.ReservationWithoutHolder, worker.WorkerId, Operation: worker.Operation)))
                .Concat(seen.Working.Where(worker => !holders.Contains(worker)).Select(worker => new Drift(DriftKind.WorkWithoutReservation, worker)));
        }

        return [.. drifts];
    }

    /// <summary>What stands after a pass: what was seen before and is seen again has lasted since.</summary>
    /// <param name="elapsedSince">Time since a timestamp.</param>
    public static IReadOnlyDictionary<Drift, Suspicion> Next(
        IReadOnlyDictionary<Drift, Suspicion> before, IReadOnlyList<Drift> seen, long now, Func<long, TimeSpan> elapsedSince) =>
        seen.Distinct().ToDictionary(drift => drift, drift => before.TryGetValue(drift, out var known)
            ? known with { IsCertain = known.IsCertain || elapsedSince(known.Since) >= Patience }
            : new Suspicion(now, IsCertain: false));

    private static Drift Of(DriftKind kind, HeldDocument document) =>
        new(kind, document.WorkerId, document.Environment, document.JobId, document.ClaimToken);
}
