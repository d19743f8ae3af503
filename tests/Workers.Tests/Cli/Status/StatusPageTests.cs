using Shouldly;
using Workers.Capacity;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations.Status;
using Workers.Supervisor;
using Workers.Supervisor.Reconciliation;
using Workers.Supervisor.Slots;
using Xunit;

namespace Workers.Cli.Status;

public sealed class StatusPageTests
{
    private static readonly StatusReport Calm = new(
        "redis://localhost:6379/0",
        null,
        new(5.5m, 6.4m, 2.25m, 12.8m, [], []),
        new() { Requests = 120, MaxRequests = 1600, Tokens = 500_000, MaxTokens = 6_400_000 },
        [Daemon()],
        [new(TargetEnvironment.Prod, null, [new(JobStatus.EnAttente, DocumentSource.Index, 1234, 2, 0, 0, 7500)])]);

    [Fact]
    public void Plain_text_is_aligned_and_the_same_in_every_culture()
    {
        using var output = new StringWriter();

        PageWriter.WritePlain(output, StatusPage.Of(Calm), Calm.Warnings);

        output.ToString().ShouldContain("  environment  status        source  ready  later  running  ended  oldest");
        output.ToString().ShouldContain("  PROD         1 EN_ATTENTE  Index   1,234  2                      2 h");
        output.ToString().ShouldContain("  vCPU    5.5        6.4");
        output.ToString().ShouldContain("requests        120      1,600");
        output.ToString().ShouldNotContain("!");
    }

    [Fact]
    public void What_blocks_whom_is_named()
    {
        var blocked = Slot(SlotState.Blocked) with { BlockedBy = "Insufficient server capacity: need 1.5 vCPU" };

        Warnings(Calm with { Daemons = [Daemon(blocked)] }).ShouldBe(["ocr-1 waits: Insufficient server capacity: need 1.5 vCPU"]);
    }

    [Fact]
    public void A_disabled_environment_and_a_restarted_worker_are_named()
    {
        var daemon = Daemon(Slot(SlotState.Working) with { Restarts = 2 }) with { Disabled = new Dictionary<string, string> { ["DEV"] = "the key was refused" } };

        Warnings(Calm with { Daemons = [daemon] }).ShouldBe(["DEV is not served: the key was refused", "ocr-1 was restarted 2 times; see the log."]);
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
    public void The_requests_of_the_day_an_order_and_a_parked_day_are_shown()
    {
        var usage = Calm.Gemini! with { RequestsToday = 900, MaxRequestsPerDay = 1000, IsOrdered = true, OrderedFor = TimeSpan.FromMinutes(90) };
        using var output = new StringWriter();
        PageWriter.WritePlain(output, StatusPage.Of(Calm with { Gemini = usage }), []);

        output.ToString().ShouldContain("requests today  900       1,000");
        output.ToString().ShouldContain("limits          by order  for 90 min");
        Warnings(Calm with { Gemini = usage }).ShouldBe(["900 of 1000 requests a day are used; at the limit reading stops until midnight Pacific time."]);
        Warnings(Calm with { Gemini = usage with { RequestsToday = 1000, ParkedFor = TimeSpan.FromHours(5.5) } })
            .ShouldBe(["Gemini's 1000 requests a day (GEMINI_MAX_RPD) are used up; reading goes on in 5.5 h, at midnight Pacific time."]);
        Warnings(Calm with { Gemini = Calm.Gemini! with { ParkedFor = TimeSpan.FromHours(2) } })
            .ShouldBe(["Gemini's quota for the day is used up; reading goes on in 2.0 h, at midnight Pacific time."]);
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

    private static IReadOnlyList<string> Warnings(StatusReport report) => report.Warnings;

    private static DaemonReport Daemon(params SlotReport[] slots) =>
        new("vm-1", "vm", null, false, [TargetEnvironment.Prod], default, default, slots, new Split(1, 1), "steady", new Dictionary<string, string>(), DriftReport.Empty);

    private static SlotReport Slot(SlotState state) =>
        new("ocr-1", Pools.Ocr, WorkerType.IndexOcr, state, TargetEnvironment.Prod, Guid.Empty, DocumentSource.Index, "1", null, 0);
}
