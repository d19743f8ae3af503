using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Search;
using Workers.Operations.Documents;
using Workers.Operations.Health;
using Workers.Operations.Status;
using Workers.Supervisor.Slots;
using Xunit;
using static Workers.Operations.Status.StatusReports;

namespace Workers.Cli.Status;

public sealed class WatchScreenTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 9, 30, 5, TimeSpan.Zero);

    [Fact]
    public void All_that_is_watched_fits_on_a_screen_of_80_by_24_with_the_queue_whole()
    {
        var lines = WatchScreen.Of(new(Now, Ill, Busy, Paced, [.. Enumerable.Range(0, 9).Select(Error)]), 80, 23);

        lines.Count.ShouldBe(23);
        lines.ShouldAllBe(line => line.Length <= 80);
        lines[0].ShouldBe("2026-11-28 09:30:05Z  money yes, documents yes, moving at risk");
        lines.ShouldContain(line => line.StartsWith("queue  kind   to buy  later  in work  to read  later  done", StringComparison.Ordinal));
        lines.Count(line => line.StartsWith("PROD ", StringComparison.Ordinal)).ShouldBe(3);
        lines.ShouldContain("pace:  30 ended in 5 min, 1,200 left (2 % done), 6 a minute; all at about 12:50Z");
        lines.ShouldContain(line => line.StartsWith("load:  vCPU 5.5 of 6.4", StringComparison.Ordinal));
        lines.Count(line => line.StartsWith("error: ", StringComparison.Ordinal)).ShouldBeGreaterThan(0);
        lines.ShouldContain(line => line.EndsWith(')') && line.Contains(" (+", StringComparison.Ordinal));
    }

    [Fact]
    public void A_low_and_narrow_screen_keeps_clock_cause_and_queue_and_leaves_columns_out_instead_of_cutting_them()
    {
        var lines = WatchScreen.Of(new(Now, Ill, Busy, Paced, []), 60, 10);

        lines.Count.ShouldBe(10);
        lines.ShouldAllBe(line => line.Length <= 60);
        lines.ShouldContain("queue  kind   to buy  in work  to read  done    errors");
        lines.Count(line => line.StartsWith("PROD ", StringComparison.Ordinal)).ShouldBe(3);
        lines[1].ShouldBe("first: no_daemon: A long sentence about what is the matter");
        lines[3].ShouldEndWith(" (+1)");
    }

    [Fact]
    public void Two_daemons_of_one_host_are_told_apart_by_their_ids()
    {
        var report = Calm with { Daemons = [Daemon() with { Id = "vm-10-aaaa1111" }, Daemon() with { Id = "vm-11-bbbb2222" }] };

        StatusPage.Of(report).Select(table => table.Title).Where(title => title.StartsWith("Daemon", StringComparison.Ordinal)).Select(title => title.Split(',')[0])
            .ShouldBe(["Daemon vm (vm-10-aaaa)", "Daemon vm (vm-11-bbbb)"]);
        WatchScreen.Of(new(Now, Ill, report, null, []), 100, 40).Count(line => line.StartsWith("vm (vm-1", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public void The_pace_counts_what_ended_while_it_is_watched_and_tells_nothing_too_early()
    {
        var first = QueuePace.After(null, Counted(10, 40), Now);
        first.ShouldNotBeNull().Rate.ShouldBeNull();

        var second = QueuePace.After(first, Counted(14, 36), Now + TimeSpan.FromMinutes(2)).ShouldNotBeNull();

        (second.Ended, second.Left, second.Rate, second.End).ShouldBe((4, 36, 2, Now + TimeSpan.FromMinutes(20)));
        QueuePace.After(second, Counted(14, 36) with { Environments = [new(TargetEnvironment.Prod, "away", [])] }, Now + TimeSpan.FromMinutes(3)).ShouldBe(second);
        var late = QueuePace.After(second, Counted(14, 36), Now + TimeSpan.FromMinutes(30)).ShouldNotBeNull();
        (late.Ended, late.Rate, late.End).ShouldBe((4, null, null));
    }

    private static HealthVerdict Ill { get; } = new(
        Now, new(HealthAnswer.Yes, null), new(HealthAnswer.Yes, null), new(HealthAnswer.AtRisk, "no_daemon"),
        new(HealthCause.NoDaemon, null, "A long sentence about what is the matter here, so that it takes more than one line of a terminal that is eighty wide.", "Workers run"), []);

    private static StatusReport Busy { get; } = Calm with
    {
        Daemons = [.. Enumerable.Range(0, 4).Select(n => Daemon([.. Enumerable.Range(0, 6).Select(_ => Slot(SlotState.Working))]) with { Id = $"vm-{n}-aaaa1111" })],
        Environments =
        [
            new(TargetEnvironment.Prod, null,
            [
                new(JobStatus.EnAttente, DocumentSource.Index, 1000, 2, 0, 0, 7500), new(JobStatus.Complete, DocumentSource.Index, 100, 0, 0, 0, 60), new(JobStatus.OcrComplete, DocumentSource.Index, 0, 0, 0, 12_000, null),
                new(JobStatus.EnAttente, DocumentSource.Acte, 10, 2, 0, 0, 7500), new(JobStatus.Erreur, DocumentSource.PlanCadastraux, 0, 0, 0, 3, null),
            ]),
        ],
    };

    private static QueuePace Paced { get; } = new(new(Now - TimeSpan.FromMinutes(5), 100, 1230), [new(Now - TimeSpan.FromMinutes(5), 100, 1230), new(Now, 130, 1200)]);

    private static StatusReport Counted(long ended, long left) => Calm with
    {
        Environments = [new(TargetEnvironment.Prod, null, [new(JobStatus.EnAttente, DocumentSource.Index, left, 0, 0, 0, 1), new(JobStatus.OcrComplete, DocumentSource.Index, 0, 0, 0, ended, null)])],
    };

    private static FoundDocument Error(int n) => new(
        TargetEnvironment.Prod, new ListedDocument(Guid.Empty, JobStatus.Erreur, $"{n}", 0, false, 1, 0, 0, false, Now, Now, Now, "index", Outcome: "not_found", Error: "the registry has no lot of that number in the cadastre that was named"));
}
