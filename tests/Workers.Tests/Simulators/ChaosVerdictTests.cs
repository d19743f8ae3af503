using Shouldly;
using Simulators.Chaos;
using Simulators.Demo;
using Xunit;

namespace Workers.Simulators;

/// <summary>Each promise of the chaos suite is kept by good figures and broken by exactly the figures that break it.</summary>
public sealed class ChaosVerdictTests
{
    private static readonly ChaosFigures Good = new()
    {
        Asked = 24,
        Ends = new ChaosEnds(0, [], 0, 0, 0),
        Billed = 23,
        BoughtTwice = 0,
        Stale = 0,
        Late = 3,
        BudgetSamples = 900,
        OverBudget = 0,
        Most = new ChaosUse(6500, 3800),
        Budget = new ChaosUse(9600, 13107),
        OverQuota = 0,
        MostRequests = 30,
        Quota = 40,
        Recoveries = [new("kill -9", 3, 12.5, 60, Disturbed: false), new("kill -9", 2, 45, 45, Disturbed: true), new("SIGSTOP", 1, 21, 21, Disturbed: false)],
        DaemonsEnded = 0,
        ExitCodes = [0, 0],
        ReservationsLeft = 0,
        AccountsLeft = 0,
        ProcessesLeft = [],
        FilesLeft = [],
    };

    [Fact]
    public void Good_figures_keep_every_promise() => Broken(Good).ShouldBeEmpty();

    [Fact]
    public void Every_violation_breaks_its_promise_and_no_other()
    {
        Broken(Good with { Ends = Good.Ends with { Lost = 1 } }).ShouldBe(["documents lost or stuck"]);
        Broken(Good with { Ends = Good.Ends with { Wrong = ["demo-03 at 5 attempts_exhausted"] } }).ShouldBe(["documents that ended wrongly"]);
        Broken(Good with { Ends = Good.Ends with { WithoutPdf = 1 } }).ShouldBe(["documents without their PDF"]);
        Broken(Good with { Ends = Good.Ends with { Held = 1 } }).ShouldBe(["ended documents still held"]);
        Broken(Good with { BoughtTwice = 1 }).ShouldBe(["documents bought twice"]);
        Broken(Good with { Stale = 1 }).ShouldBe(["stale writes accepted"]);
        Broken(Good with { OverBudget = 1 }).ShouldBe(["samples over the server's budget"]);
        Broken(Good with { OverQuota = 1 }).ShouldBe(["requests over Gemini's quota"]);
        Broken(Good with { DaemonsEnded = 1 }).ShouldBe(["daemons that ended by themselves"]);
        Broken(Good with { ExitCodes = [0, 70] }).ShouldBe(["exit codes of the daemons"]);
        Broken(Good with { ReservationsLeft = 1 }).ShouldBe(["reservations left"]);
        Broken(Good with { AccountsLeft = 1 }).ShouldBe(["account leases left"]);
        Broken(Good with { ProcessesLeft = ["chromium"] }).ShouldBe(["processes left"]);
        Broken(Good with { FilesLeft = ["page.pgm"] }).ShouldBe(["temporary files left"]);
    }

    [Fact]
    public void A_kill_in_calm_has_the_bar_and_another_recovery_must_only_come()
    {
        Broken(Good with { Recoveries = [new("kill -9", 1, 20.1, 20.1, Disturbed: false)] }).ShouldBe(["recovery 1, after kill -9"]);
        Broken(Good with { Recoveries = [.. Good.Recoveries, new("cut off", 1, 60, double.PositiveInfinity, Disturbed: true)] }).ShouldBe(["recovery 4, after cut off"]);
        Broken(Good with { Recoveries = [.. Good.Recoveries, new("cut off", 1, 60, 60, Disturbed: true)] }).ShouldBeEmpty();
    }

    [Fact]
    public void What_was_not_measured_is_not_kept()
    {
        Broken(Good with { BudgetSamples = 0 }).ShouldBe(["samples over the server's budget"]);
        Broken(Good with { Most = default }).ShouldBe(["samples over the server's budget"]);
        Broken(Good with { MostRequests = 0 }).ShouldBe(["requests over Gemini's quota"]);
        Broken(Good with { ReservationsLeft = -1 }).ShouldBe(["reservations left"]);
        Broken(Good with { AccountsLeft = -1 }).ShouldBe(["account leases left"]);
        Broken(Good with { Recoveries = [new("kill -9", 0, 0, 0, Disturbed: false), new("kill -9", 2, 9, 9, Disturbed: true)] }).ShouldBe(["recoveries measured against the bar"]);
    }

    [Fact]
    public void Documents_that_are_missing_double_open_or_wrong_are_told_from_those_that_ended_well()
    {
        var feed = DemoFeed.Parse(ChaosFeed.Draw(7, 60));
        var well = feed.Select((document, index) => Row(index, document)).ToList();
        var stored = new HashSet<string>(["sha"], StringComparer.Ordinal);
        var billed = new HashSet<string>(StringComparer.Ordinal);
        ChaosEnds Judge(IReadOnlyList<ChaosRow> rows) => ChaosEnds.Judge(feed, rows, billed, stored);
        var read = well.FindIndex(row => row.Status == 4);

        var good = Judge(well);
        (good.Lost, good.Wrong.Count, good.WithoutPdf, good.Held).ShouldBe((0, 0, 0, 0));
        Judge([.. well.Skip(1)]).Lost.ShouldBe(1);
        Judge([.. well, well[0]]).Lost.ShouldBe(1);
        Judge([.. well, well[0] with { Key = "nobody's" }]).Lost.ShouldBe(1);
        Judge(With(well, read, row => row with { Status = 2 })).Lost.ShouldBe(1);
        Judge(With(well, read, row => row with { Status = 3 })).Lost.ShouldBe(1);
        Judge(With(well, read, row => row with { Status = 5, Outcome = "attempts_exhausted" })).Wrong.ShouldHaveSingleItem().ShouldContain("attempts_exhausted");
        var uncertain = With(well, read, row => row with { Status = 5, Outcome = "purchase_uncertain", Sha256 = null });
        (Judge(uncertain).Uncertain, Judge(uncertain).Wrong.Count, Judge(uncertain).Lost).ShouldBe((1, 0, 0));
        var missing = well.FindIndex(row => row.Status == 5);
        Judge(With(well, missing, row => row with { Outcome = "purchase_uncertain" })).Uncertain.ShouldBe(1);
        Judge(With(well, missing, row => row with { Outcome = "attempts_exhausted" })).Wrong.Count.ShouldBe(1);
        billed.Add(feed[read].Number);
        (Judge(uncertain).Uncertain, Judge(uncertain).Wrong.Count).ShouldBe((0, 1));
        Judge(With(well, read, row => row with { Sha256 = "another" })).WithoutPdf.ShouldBe(1);
        Judge(With(well, read, row => row with { Sha256 = null })).WithoutPdf.ShouldBe(1);
        Judge(With(well, read, row => row with { IsHeld = true })).Held.ShouldBe(1);
    }

    [Fact]
    public void A_report_names_the_broken_promises_and_the_command_that_gives_the_run_again()
    {
        var options = ChaosOptions.Parse(["--machines", "3", "10", "7", "21"], drawn: 1)!;
        ChaosResult[] results =
        [
            new(7, "three servers", 24, 30, 61, ChaosVerdict.Of(Good)),
            new(21, "three servers", 24, 30, 61, ChaosVerdict.Of(Good with { BoughtTwice = 2 })),
        ];

        ChaosReport.Summary(results).ShouldBe(
        [
            "pass  seed 7: 24 documents, 30 faults, at rest after 61 s",
            "FAIL  seed 21: 24 documents, 30 faults, at rest after 61 s; broken: documents bought twice",
        ]);
        var text = new ChaosReport(options, DateTimeOffset.UnixEpoch, "0.1 0.2 0.3").Markdown(results);
        text.ShouldStartWith("`scripts/chaos.sh --machines 3 10 7 21`");
        text.ShouldContain("| documents bought twice | 2  (23 consultations billed) | **no** |");
    }

    [Theory]
    [InlineData("0.2")]
    [InlineData("121")]
    [InlineData("ten")]
    [InlineData("1 seven")]
    [InlineData("1 -7")]
    [InlineData("--machines 1")]
    [InlineData("--machines many 1 7")]
    public void Arguments_that_make_no_run_are_refused(string arguments) => ChaosOptions.Parse(arguments.Split(' '), drawn: 1).ShouldBeNull();

    [Fact]
    public void Without_arguments_one_minute_runs_with_a_drawn_seed()
    {
        var options = ChaosOptions.Parse([], drawn: 99)!;

        (options.Minutes, options.Machines, options.Daemons).ShouldBe((1, 0, 2));
        options.Seeds.ShouldBe([99UL]);
        options.Command.ShouldBe("scripts/chaos.sh 1 99");
    }

    private static IEnumerable<string> Broken(ChaosFigures figures) => ChaosVerdict.Of(figures).Where(promise => !promise.Held).Select(promise => promise.Name);

    private static ChaosRow Row(int index, DemoDocument document) =>
        new(DemoFeed.KeyOf(index), document.EndsAt, document.EndsAt == 5 ? "not_found" : null, null, document.EndsAt == 5 ? null : "sha", false);

    private static List<ChaosRow> With(IEnumerable<ChaosRow> rows, int at, Func<ChaosRow, ChaosRow> change) =>
        [.. rows.Select((row, index) => index == at ? change(row) : row)];
}
