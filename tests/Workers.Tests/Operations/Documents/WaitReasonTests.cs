using Shouldly;
using Workers.Capacity;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Supervisor;
using Workers.Supervisor.Reconciliation;
using Workers.Supervisor.Slots;
using Xunit;

namespace Workers.Operations.Documents;

public sealed class WaitReasonTests
{
    private static readonly GeminiUsage Calm = new();

    [Fact]
    public void Without_a_daemon_nobody_takes_anything() => Of().ShouldBe("no daemon runs on this Redis");

    [Fact]
    public void An_environment_that_is_not_served_says_why()
    {
        var elsewhere = Daemon() with { Serves = [TargetEnvironment.Dev] };

        Of(elsewhere).ShouldBe("no daemon serves PROD");
        Of(elsewhere, elsewhere with { Disabled = new Dictionary<string, string> { ["PROD"] = "run migrate" } }).ShouldBe("no daemon serves PROD: run migrate");
    }

    [Fact]
    public void A_daemon_that_stops_or_has_no_worker_of_the_pool_takes_nothing()
    {
        Of(Daemon(Registre(SlotState.Idle)) with { IsStopping = true }).ShouldBe("every daemon that serves it is stopping");
        Of(Daemon(Ocr(SlotState.Idle))).ShouldBe("no daemon that serves it has registre workers");
    }

    [Fact]
    public void Busy_workers_are_counted_over_all_daemons_and_an_idle_one_is_about_to_take_it()
    {
        var busy = Daemon(Registre(SlotState.Working), Registre(SlotState.Working), Ocr(SlotState.Idle));

        Of(busy, Daemon(Registre(SlotState.Working))).ShouldBe("3 of 3 registre workers are busy");
        Of(busy, Daemon(Registre(SlotState.Idle))).ShouldBeNull();
        Of(busy, Daemon(Registre(SlotState.Resting))).ShouldBeNull();
        Of(busy, Daemon(Registre(SlotState.Idle)) with { IsStopping = true }).ShouldBe("2 of 2 registre workers are busy");
    }

    [Fact]
    public void A_worker_that_may_not_start_says_what_is_missing()
    {
        var blocked = Registre(SlotState.Blocked) with { BlockedBy = "Insufficient memory on this machine: registre needs 1 GB, 0.39 GB free" };

        Of(Daemon(Registre(SlotState.Working), blocked, blocked))
            .ShouldBe("1 of 3 registre workers are busy, 2 may not start: Insufficient memory on this machine: registre needs 1 GB, 0.39 GB free");
    }

    [Fact]
    public void A_parked_day_keeps_readings_waiting_and_no_purchase()
    {
        var parked = new GeminiUsage { ParkedFor = TimeSpan.FromHours(2) };
        var daemon = Daemon(Registre(SlotState.Working), Ocr(SlotState.Idle));

        WaitReason.Of(TargetEnvironment.Prod, JobStage.Ocr, [daemon], parked).ShouldBe(parked.WhyParked);
        WaitReason.Of(TargetEnvironment.Prod, JobStage.Ocr, [], parked).ShouldBe($"no daemon runs on this Redis; {parked.WhyParked}");
        WaitReason.Of(TargetEnvironment.Prod, JobStage.Download, [daemon], parked).ShouldBe("1 of 1 registre workers are busy");
    }

    private static string? Of(params DaemonReport[] daemons) => WaitReason.Of(TargetEnvironment.Prod, JobStage.Download, daemons, Calm);

    private static DaemonReport Daemon(params SlotReport[] slots) =>
        new("vm-1", "vm", null, false, [TargetEnvironment.Prod], default, default, slots, new Split(1, 1), "steady", new Dictionary<string, string>(), DriftReport.Empty);

    private static SlotReport Registre(SlotState state) => new("registre-1", Pools.Registre, WorkerType.Registre, state, null, null, null, null, null, 0);

    private static SlotReport Ocr(SlotState state) => new("ocr-1", Pools.Ocr, WorkerType.IndexOcr, state, null, null, null, null, null, 0);
}
