using Shouldly;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Supervisor.Reconciliation;

public sealed class DriftPlanTests
{
    private static readonly HeldDocument Document = new(TargetEnvironment.Prod, Guid.NewGuid(), 7, "ocr-1");

    private static readonly LedgerWorker Reservation = new("ocr-1", WorkerType.IndexOcr, default, default, "me", "op-1");

    private static readonly Sighting Steady = new(
        [Document], new HashSet<TargetEnvironment> { TargetEnvironment.Prod }, [Document], [Reservation], new HashSet<string> { "ocr-1" }, ["ocr-1"]);

    [Fact]
    public void A_steady_state_has_no_drift() => DriftPlan.Compare(Steady).ShouldBeEmpty();

    [Fact]
    public void A_lease_that_nobody_works_on_is_drift() =>
        DriftPlan.Compare(Steady with { Held = [] }).ShouldBe([new(DriftKind.LeaseWithoutWork, "ocr-1", TargetEnvironment.Prod, Document.JobId, 7)]);

    [Fact]
    public void Work_under_a_token_that_is_not_current_is_drift() =>
        DriftPlan.Compare(Steady with { Leased = [] }).ShouldBe([new(DriftKind.WorkWithoutLease, "ocr-1", TargetEnvironment.Prod, Document.JobId, 7)]);

    [Fact]
    public void Another_token_is_drift_on_both_sides() =>
        DriftPlan.Compare(Steady with { Leased = [Document with { ClaimToken = 8 }] }).Select(drift => drift.Kind)
            .ShouldBe([DriftKind.LeaseWithoutWork, DriftKind.WorkWithoutLease]);

    [Fact]
    public void Of_an_environment_that_did_not_answer_nothing_is_concluded() =>
        DriftPlan.Compare(Steady with { Leased = [], Answered = new HashSet<TargetEnvironment>() }).ShouldBeEmpty();

    [Fact]
    public void A_reservation_that_no_worker_knows_of_is_drift() =>
        DriftPlan.Compare(Steady with { KnownHolders = new HashSet<string>() })
            .ShouldBe([new(DriftKind.ReservationWithoutHolder, "ocr-1", Operation: "op-1")]);

    [Fact]
    public void Work_without_a_reservation_is_drift() =>
        DriftPlan.Compare(Steady with { Reserved = [] }).ShouldBe([new(DriftKind.WorkWithoutReservation, "ocr-1")]);

    [Fact]
    public void Of_a_ledger_that_did_not_answer_nothing_is_concluded() => DriftPlan.Compare(Steady with { Reserved = null }).ShouldBeEmpty();

    [Fact]
    public void What_is_under_way_is_no_drift_and_what_lasts_becomes_certain()
    {
        var drift = new Drift(DriftKind.WorkWithoutReservation, "ocr-1");
        var first = DriftPlan.Next(new Dictionary<Drift, Suspicion>(), [drift], 100, _ => TimeSpan.Zero);
        first[drift].ShouldBe(new Suspicion(100, IsCertain: false));

        DriftPlan.Next(first, [drift], 104, _ => TimeSpan.FromSeconds(4))[drift].IsCertain.ShouldBeFalse();
        DriftPlan.Next(first, [drift], 108, _ => DriftPlan.Patience)[drift].ShouldBe(new Suspicion(100, IsCertain: true));
        DriftPlan.Next(first, [], 108, _ => DriftPlan.Patience).ShouldBeEmpty();
    }

    [Fact]
    public void What_went_and_came_again_is_new()
    {
        var drift = new Drift(DriftKind.WorkWithoutReservation, "ocr-1");
        var first = DriftPlan.Next(new Dictionary<Drift, Suspicion>(), [drift], 100, _ => TimeSpan.Zero);

        var gone = DriftPlan.Next(first, [], 104, _ => TimeSpan.FromSeconds(4));

        DriftPlan.Next(gone, [drift], 108, _ => DriftPlan.Patience)[drift].ShouldBe(new Suspicion(108, IsCertain: false));
    }
}
