using System.Text.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Parking;
using Workers.Operations.Status;
using Workers.Supervisor.Reconciliation;
using Workers.Supervisor.Slots;
using Xunit;

namespace Workers.Supervisor.Peers;

/// <summary>Daemons of two versions read each other's reports while they are exchanged.</summary>
public sealed class ReportReaderTests
{
    private static DaemonReport Whole { get; } = StatusReports.Daemon(StatusReports.Slot(SlotState.Idle), StatusReports.Slot(SlotState.Working)) with
    {
        Serves = [TargetEnvironment.Prod, TargetEnvironment.Dev],
        Loops = [new("supervisor", 0.5, false, 0, null)],
        Parked = [new(TargetEnvironment.Dev, JobStage.Ocr, ParkingCause.KeyRefused, "401", "it answers", DateTimeOffset.UnixEpoch)],
        Paid = new(1, 3, 7),
        Steering = new(4, true, [], []),
        StopSeconds = 60,
        Drift = new(0, new Dictionary<DriftKind, int> { [DriftKind.LeaseWithoutWork] = 2 }, 2, "one", DateTimeOffset.UnixEpoch),
    };

    [Fact]
    public void A_report_is_read_as_it_was_written()
    {
        var text = JsonSerializer.Serialize(Whole, DaemonDirectory.Json);

        JsonSerializer.Serialize(ReportReader.Read(text), DaemonDirectory.Json).ShouldBe(text);
    }

    [Theory]
    [InlineData("steering", "{}")]
    [InlineData("steering", "{\"revision\": 1, \"isKnown\": true, \"inForce\": null, \"skipped\": []}")]
    [InlineData("paid", "\"much\"")]
    [InlineData("stopSeconds", "{\"most\": 3}")]
    [InlineData("loops", "{\"supervisor\": 1}")]
    public void What_need_not_be_told_and_cannot_be_read_counts_as_not_told(string member, string told)
    {
        var read = ReportReader.Read(With(member, told)).ShouldNotBeNull();

        typeof(DaemonReport).GetProperties().Single(property => string.Equals(property.Name, member, StringComparison.OrdinalIgnoreCase)).GetValue(read).ShouldBeNull();
        read.Slots.Count.ShouldBe(2);
    }

    [Fact]
    public void Of_a_list_what_another_version_says_in_its_own_words_is_left_out_and_the_rest_counts()
    {
        ReportReader.Read(With("serves", """["Prod", "Mars"]"""))!.Serves.ShouldBe([TargetEnvironment.Prod]);
        ReportReader.Read(With("slots", $"[{JsonSerializer.Serialize(Whole.Slots[0], DaemonDirectory.Json)}, {{\"workerId\": \"x\", \"state\": \"Dreaming\"}}]"))!.Slots.ShouldHaveSingleItem();
        ReportReader.Read(With("parked", """[{"environment": "Dev", "stage": "Translation", "cause": "DiskFull", "why": "w", "until": "u", "since": "2026-11-01T00:00:00Z"}]"""))!.Parked!.ShouldBeEmpty();
        ReportReader.Read(With("drift", """{"now": 0, "met": {"Moonshine": 3}, "healed": 3, "last": null, "comparedAt": null}"""))!.Drift.Met.ShouldBeEmpty();
    }

    [Fact]
    public void A_member_that_only_a_newer_version_has_is_passed_over() => ReportReader.Read(With("mood", "{\"is\": \"good\"}"))!.Id.ShouldBe(Whole.Id);

    [Theory]
    [InlineData("id")]
    [InlineData("host")]
    [InlineData("serves")]
    [InlineData("registre")]
    [InlineData("ocr")]
    [InlineData("slots")]
    public void Without_what_every_daemon_tells_there_is_no_report(string member)
    {
        ReportReader.Read(With(member, null)).ShouldBeNull();
        ReportReader.Read(With(member, "null")).ShouldBeNull();
    }

    /// <param name="told">JSON; null leaves the member out.</param>
    private static string With(string member, string? told)
    {
        var report = JsonSerializer.SerializeToNode(Whole, DaemonDirectory.Json)!.AsObject();
        report.ContainsKey(member).ShouldBe(member is not "mood");
        report.Remove(member);
        if (told is not null)
        {
            report[member] = JsonNode.Parse(told);
        }

        return report.ToJsonString();
    }
}
