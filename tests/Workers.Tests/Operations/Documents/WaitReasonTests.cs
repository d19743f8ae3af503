using Shouldly;
using Workers.Capacity;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Claims;
using Workers.Jobs.Outcomes;
using Workers.Supervisor;
using Workers.Supervisor.Peers;
using Workers.Supervisor.Reconciliation;
using Workers.Supervisor.Slots;
using Workers.Support;
using Xunit;

namespace Workers.Operations.Documents;

public sealed class WaitReasonTests
{
    private static readonly GeminiUsage Calm = new();

    [Fact]
    public void Without_a_daemon_nobody_takes_anything() => Of().ShouldBe("no daemon runs on this Redis");

    [Fact]
    public void Of_several_reasons_the_last_alone_keeps_its_full_stop() =>
        WaitReason.Join(["Redis is full. Give it more, or free some.", "0 before it wait for a worker…", "the end."]).ShouldBe("Redis is full. Give it more, or free some; 0 before it wait for a worker…; the end.");

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
    public void What_an_operator_paused_on_every_daemon_that_serves_it_is_said_first()
    {
        var pause = Steer.Pause("source acte");
        var free = Daemon(Registre(SlotState.Idle));
        var held = free with { Steering = new(1, IsKnown: true, [pause], []) };

        Of(DocumentSource.Acte, held).ShouldBe(pause.Describe());
        Of(DocumentSource.Index, held).ShouldBeNull();
        Of(DocumentSource.Acte, held, free).ShouldBeNull("another daemon takes it");
        Of(DocumentSource.Acte, free with { Steering = new(0, IsKnown: false, [], []) }).ShouldBe("what operators ordered is not known yet: no database has told");
        Of(DocumentSource.Acte, free with { Steering = new(0, IsKnown: true, [], [], [TargetEnvironment.Dev]) }).ShouldBe("what operators ordered is not known yet: PROD has not told");
        Of(DocumentSource.Acte, free with { Steering = new(0, IsKnown: true, [], [], [TargetEnvironment.Prod]) }).ShouldBeNull();

        static string? Of(DocumentSource source, params DaemonReport[] daemons) => WaitReason.Of(TargetEnvironment.Prod, JobStage.Download, daemons, Calm, source);
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

    [Fact]
    public void A_freeze_a_closed_quota_and_a_line_for_it_keep_readings_waiting()
    {
        var idle = Daemon(Ocr(SlotState.Idle));
        Told(new() { FrozenFor = TimeSpan.FromSeconds(12) }).ShouldBe("Gemini answered 429: nothing is asked for 12 s");
        Told(new() { ClosedFor = TimeSpan.FromSeconds(40) }).ShouldBe("the quota of Gemini is closed for 40 s, because Redis is new or lost its data");
        Told(new() { WaitingProcesses = 2, LongestWait = TimeSpan.FromSeconds(9), Requests = 1600, MaxRequests = 1600, Tokens = 1_000_000, MaxTokens = 6_400_000 })
            .ShouldBe("questions wait for a share of Gemini's quota, the longest 9 s: 1,600 of 1,600 requests (RPM) and 1,000,000 of 6,400,000 tokens (TPM) in the last minute");

        string? Told(GeminiUsage usage) => WaitReason.Of(TargetEnvironment.Prod, JobStage.Ocr, [idle], usage);
    }

    [Fact]
    public void A_breaker_that_rests_is_named_for_its_own_stage_and_environment()
    {
        var daemon = Daemon(Registre(SlotState.Idle)) with { Rests = [new(TargetEnvironment.Dev, JobStage.Download, OutageOf.Site, "a"), new(TargetEnvironment.Prod, JobStage.Ocr, OutageOf.Model, "b"), new(TargetEnvironment.Prod, JobStage.Download, OutageOf.Site, "the site is closed")] };

        Of(daemon).ShouldBe("PROD: claims for downloads rest and are tried again by themselves: the site is closed");
    }

    [Fact]
    public void Of_one_that_is_not_to_be_taken_yet_only_what_stands_in_the_way_of_all_is_said_and_each_thing_once()
    {
        ClaimRest closed = new(TargetEnvironment.Prod, JobStage.Download, OutageOf.Site, "the site is closed");
        var busy = Daemon(Registre(SlotState.Working)) with { Rests = [closed] };
        var parked = busy with { Parked = [new(TargetEnvironment.Prod, JobStage.Download, Jobs.Parking.ParkingCause.DiskFull, "full", "it has room", DateTimeOffset.UnixEpoch)] };

        WaitReason.OfCauses(TargetEnvironment.Prod, JobStage.Download, [busy], Calm).ShouldBe(closed.Describe());
        WaitReason.OfCauses(TargetEnvironment.Prod, JobStage.Download, [Daemon(Registre(SlotState.Working))], Calm).ShouldBeNull();
        WaitReason.OfCauses(TargetEnvironment.Prod, JobStage.Ocr, [], new() { FrozenFor = TimeSpan.FromSeconds(38) }).ShouldBe("Gemini answered 429: nothing is asked for 38 s");
        Of(parked).ShouldNotBeNull().ShouldNotContain("the site is closed", customMessage: "what is parked makes claims rest");
    }

    [Fact]
    public void What_one_daemon_parks_keeps_nothing_waiting_that_another_one_takes()
    {
        var parked = Daemon(Registre(SlotState.Idle)) with { Parked = [new(TargetEnvironment.Prod, JobStage.Download, Jobs.Parking.ParkingCause.DiskFull, "full", "it has room", DateTimeOffset.UnixEpoch)] };
        var resting = Daemon(Registre(SlotState.Idle)) with { Rests = [new(TargetEnvironment.Prod, JobStage.Download, OutageOf.Browser, "no browser")] };

        Of(parked).ShouldNotBeNull().ShouldStartWith("PROD: buying is parked");
        Of(parked, resting).ShouldNotBeNull().ShouldContain("buying is parked");
        Of(parked, Daemon(Registre(SlotState.Idle))).ShouldBeNull();
        Of(resting, Daemon(Registre(SlotState.Idle))).ShouldBeNull();
        Of(parked, Daemon(Ocr(SlotState.Idle))).ShouldNotBeNull();
        Of(parked, Daemon(Registre(SlotState.Blocked))).ShouldNotBeNull().ShouldContain("buying is parked");
        Of(parked, Daemon(Registre(SlotState.Idle)) with { Steering = new(1, IsKnown: true, [Steer.Pause("buying")], []) }).ShouldNotBeNull().ShouldContain("buying is parked");
    }

    [Fact]
    public void What_a_silent_daemon_said_before_does_not_count_and_its_silence_does()
    {
        const string silence = "vm: the daemon vm-1 has not shown itself for 9 s, and what it said before is not counted";
        ShownDaemon[] silent = [new(TimeSpan.FromSeconds(9), Daemon(Registre(SlotState.Working)))];

        new ShownDaemon(TimeSpan.FromSeconds(4.9), Daemon()).IsSilent.ShouldBeFalse();
        silent[0].IsSilent.ShouldBeTrue();
        WaitReason.Of(TargetEnvironment.Prod, JobStage.Download, [], Calm, silent: silent).ShouldBe(silence);
        WaitReason.Of(TargetEnvironment.Prod, JobStage.Download, [Daemon(Registre(SlotState.Working))], Calm, silent: silent).ShouldBe($"{silence}; 1 of 1 registre workers are busy");
    }

    private static string? Of(params DaemonReport[] daemons) => WaitReason.Of(TargetEnvironment.Prod, JobStage.Download, daemons, Calm);

    private static DaemonReport Daemon(params SlotReport[] slots) =>
        new("vm-1", "vm", null, false, [TargetEnvironment.Prod], default, default, slots, new Split(1, 1), "steady", new Dictionary<string, string>(), DriftReport.Empty);

    private static SlotReport Registre(SlotState state) => new("registre-1", Pools.Registre, WorkerType.Registre, state, null, null, null, null, null, 0);

    private static SlotReport Ocr(SlotState state) => new("ocr-1", Pools.Ocr, WorkerType.IndexOcr, state, null, null, null, null, null, 0);
}
