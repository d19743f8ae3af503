using Shouldly;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Jobs;
using Workers.Supervisor.Reconciliation;
using Workers.Supervisor.Slots;
using Xunit;
using static Workers.Operations.Status.StatusReports;

namespace Workers.Operations.Status;

public sealed class StatusWarningsTests
{
    [Fact]
    public void What_blocks_whom_is_named()
    {
        var blocked = Slot(SlotState.Blocked) with { BlockedBy = "Insufficient server capacity: need 1.5 vCPU" };

        Warnings(Calm with { Daemons = [Daemon(blocked)] }).ShouldBe(["ocr-1 waits: Insufficient server capacity: need 1.5 vCPU"]);
    }

    [Fact]
    public void A_daemon_that_does_not_know_what_is_ordered_is_named()
    {
        Warnings(Calm with { Daemons = [Daemon() with { Steering = new(0, IsKnown: false, [], []) }] }).ShouldBe(["vm begins nothing: what operators ordered is not known yet: no database has told."]);
        Warnings(Calm with { Daemons = [Daemon() with { Steering = new(0, IsKnown: true, [], [], [TargetEnvironment.Dev]) }] }).ShouldBe(["vm begins nothing: what operators ordered is not known yet: PROD has not told."]);
        Warnings(Calm with { Daemons = [Daemon() with { Steering = new(0, IsKnown: true, [], [], [TargetEnvironment.Prod]) }] }).ShouldBeEmpty();
    }

    [Fact]
    public void A_disabled_environment_and_a_restarted_worker_are_named()
    {
        var daemon = Daemon(Slot(SlotState.Working) with { Restarts = 2 }) with { Disabled = new Dictionary<string, string> { ["DEV"] = "the key was refused" } };

        Warnings(Calm with { Daemons = [daemon] }).ShouldBe(["DEV is not served: the key was refused", "ocr-1 was restarted 2 times; see the log."]);
    }

    [Fact]
    public void A_row_that_the_database_refuses_is_named_with_its_sentence()
    {
        var row = new RefusedRow(Guid.Parse("0198c0de-0000-7000-8000-000000000017"), "dossier 17 is closed (P0001)");
        var environment = new EnvironmentReport(TargetEnvironment.Dev, null, [], Refused: new(3, [row]));

        Warnings(Calm with { Environments = [environment] }).ShouldBe(
        [
            $"Dev: the database refuses to have {row.Id} updated (dossier 17 is closed (P0001)): it is left aside and tried again within 15 minutes. Look at the triggers and constraints of extraction_queue.",
            "Dev: the database refuses the update of 2 rows more.",
        ]);
    }

    [Fact]
    public void Gemini_near_its_limit_and_a_fresh_429_are_named()
    {
        var usage = Calm.Gemini! with { Requests = 1360, SinceLast429 = TimeSpan.FromSeconds(42) };

        var warnings = Warnings(Calm with { Gemini = usage });

        warnings[0].ShouldStartWith("Gemini use is 85 % of the limit");
        warnings[1].ShouldStartWith("Gemini answered 429 42 s ago");
    }

    [Fact]
    public void The_requests_of_the_day_and_a_parked_day_are_named()
    {
        var usage = Calm.Gemini! with { RequestsToday = 900, MaxRequestsPerDay = 1000, IsOrdered = true, OrderedFor = TimeSpan.FromMinutes(90) };
        Warnings(Calm with { Gemini = usage }).ShouldBe(["900 of 1000 requests a day are used; at the limit reading stops until midnight Pacific time."]);
        Warnings(Calm with { Gemini = usage with { RequestsToday = 1000, ParkedFor = TimeSpan.FromHours(5.5) } })
            .ShouldBe(["Gemini's 1000 requests a day (GEMINI_MAX_RPD) are used up; reading goes on in 5.5 h, at midnight Pacific time."]);
        Warnings(Calm with { Gemini = Calm.Gemini! with { ParkedFor = TimeSpan.FromHours(2) } })
            .ShouldBe(["Gemini's quota for the day is used up; reading goes on in 2.0 h, at midnight Pacific time."]);
    }

    [Fact]
    public void A_quota_that_feeds_fewer_workers_than_there_are_is_what_binds()
    {
        var report = Calm with { Daemons = [Daemon() with { Ocr = new(4, 0) }], Gemini = Calm.Gemini! with { Tokens = 0, MaxTokens = 125_000 } };

        Warnings(report).ShouldBe(["Gemini's quota of 125,000 input tokens a minute binds: it feeds 1 of 4 OCR workers. Ask Google for a larger quota, then raise GEMINI_MAX_TPM."]);
        Warnings(report with { Gemini = Calm.Gemini! with { MaxRequests = 10, Requests = 0 } }).ShouldHaveSingleItem().ShouldContain("10 requests a minute binds");
        Warnings(report with { Gemini = Calm.Gemini }).ShouldBeEmpty();
    }

    [Fact]
    public void Redis_away_or_no_daemon_is_named()
    {
        Warnings(Calm with { Fault = "Nothing answers" }).ShouldBe(["Redis: Nothing answers"]);
        Warnings(Calm with { Daemons = [] }).ShouldBe(["No daemon runs on this Redis: documents wait until one is started."]);
    }

    [Fact]
    public void Drift_is_told_with_what_was_healed_and_what_stands()
    {
        var drift = new DriftReport(1, new Dictionary<DriftKind, int> { [DriftKind.LeaseWithoutWork] = 2 }, 1, "LeaseWithoutWork of ocr-1", null);

        Warnings(Calm with { Daemons = [Daemon() with { Drift = drift }] }).ShouldHaveSingleItem()
            .ShouldBe("vm: leases, reservations and slots disagreed 2 times since its start; 1 healed, 1 stand; the last: LeaseWithoutWork of ocr-1.");
    }

    [Fact]
    public void A_settings_file_that_was_written_since_is_told()
    {
        Warnings(Calm with { Daemons = [Daemon() with { SettingsChangedAt = new(2026, 11, 1, 9, 30, 0, TimeSpan.Zero) }] }).ShouldHaveSingleItem()
            .ShouldStartWith("vm: its settings file was written at 2026-11-01 09:30:00Z, after ");
    }

    [Fact]
    public void A_loop_that_failed_is_told_for_ten_minutes()
    {
        Warnings(Calm with { Daemons = [Daemon() with { Loops = [Failed(20)] }] }).ShouldBe(["vm: the loop 'progress' failed 3 times since its start; the log says why."]);
        Warnings(Calm with { Daemons = [Daemon() with { Loops = [Failed(601)] }] }).ShouldBeEmpty();

        static LoopReport Failed(double ago) => new("progress", 0, IsLate: false, 3, "DatabaseException", SecondsSinceFailure: ago);
    }

    [Fact]
    public void An_environment_is_named_once()
    {
        Warnings(Calm with { Environments = [new(TargetEnvironment.Dev, "DEV: the key is refused.", [])] }).ShouldBe(["DEV: the key is refused."]);
        Warnings(Calm with { Environments = [new(TargetEnvironment.Dev, "the key is refused.", [])] }).ShouldBe(["DEV: the key is refused."]);
    }

    private static IReadOnlyList<string> Warnings(StatusReport report) => report.Warnings;
}
