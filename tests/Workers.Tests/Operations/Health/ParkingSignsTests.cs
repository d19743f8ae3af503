using Shouldly;
using Workers.Gemini.Quota;
using Workers.Jobs;
using Workers.Operations.Status;
using Workers.Supervisor.Slots;
using Xunit;

namespace Workers.Operations.Health;

/// <summary>Work that stands still, and how far that is told.</summary>
public sealed class ParkingSignsTests
{
    [Theory]
    [InlineData(0, 59, true, "gemini_frozen")]
    [InlineData(0, 59, false, "")]
    [InlineData(0, 5, true, "")]
    [InlineData(0, 600, true, "")]
    [InlineData(38, 19, true, "gemini_frozen")]
    public void Between_two_refusals_reading_is_held_up_until_a_question_is_answered(int frozen, int since429, bool isUnanswered, string causes)
    {
        var usage = new GeminiUsage { FrozenFor = TimeSpan.FromSeconds(frozen), SinceLast429 = TimeSpan.FromSeconds(since429), IsUnanswered = isUnanswered };
        var environment = StatusReports.Calm.Environments[0];
        var facts = new HealthFacts(DateTimeOffset.UnixEpoch, StatusReports.Calm with
        {
            Gemini = usage, Environments = [environment with { Queue = [new(JobStatus.Complete, DocumentSource.Index, 0, 1, 0, 0, null)] }],
        });

        (HealthDecision.Of(facts).First?.Code ?? "").ShouldBe(causes);
        HealthDecision.Of(facts with { Status = facts.Status with { Environments = [environment] } }).First.ShouldBeNull("nothing waits to be read");
    }

    [Fact]
    public void A_daemon_whose_disk_is_full_says_so_before_a_document_meets_it()
    {
        var (full, free) = (StatusReports.Daemon() with { Disk = "3 MB are free under /a, 500 MB are needed" }, StatusReports.Daemon() with { Id = "vm-2", Host = "vm2" });
        HealthVerdict Of(params DaemonReport[] daemons) => HealthDecision.Of(new(DateTimeOffset.UnixEpoch, StatusReports.Calm with { Daemons = daemons }));

        Of(full).ShouldSatisfyAllConditions(
            alone => alone.First!.Code.ShouldBe("disk_full"), alone => alone.First!.Sentence.ShouldBe($"{full.Host}: {full.Disk}: nothing is bought there."), alone => alone.Moving.Answer.ShouldBe("no"));
        Of(free).First.ShouldBeNull();
        StatusWarnings.Of(StatusReports.Calm with { Daemons = [full] }).ShouldContain($"{full.Host}: {full.Disk}: nothing is bought there.");
    }

    [Theory]
    [InlineData(50, 0, 5, 1, "gemini_frozen")]
    [InlineData(50, 0, 5, 0, "")]
    [InlineData(6, 0, 2, 3, "")]
    [InlineData(2, 0, 58, 1, "gemini_frozen")]
    [InlineData(0, 0, 58, 1, "")]
    [InlineData(0, 40, 300, 1, "gemini_frozen")]
    [InlineData(0, 4, 300, 1, "")]
    public void A_pause_of_Gemini_is_told_where_it_holds_reading_up_for_long(int frozen, int closed, int since429, int waiting, string causes)
    {
        var usage = new GeminiUsage
        {
            FrozenFor = TimeSpan.FromSeconds(frozen), ClosedFor = TimeSpan.FromSeconds(closed), SinceLast429 = TimeSpan.FromSeconds(since429), WaitingProcesses = waiting,
            LongestWait = TimeSpan.FromSeconds(3),
        };

        var verdict = HealthDecision.Of(new(DateTimeOffset.UnixEpoch, StatusReports.Calm with { Gemini = usage }));

        (verdict.First?.Code ?? "", verdict.Moving.Answer).ShouldBe((causes, causes is "" ? "yes" : "at risk"));
        if (frozen == 50 && waiting > 0)
        {
            verdict.First!.Sentence.ShouldBe("Reading is held up from 23:59:55Z to 00:00:50Z: Gemini answered 429, and nothing is sent to Gemini until then.");
        }
    }
}
