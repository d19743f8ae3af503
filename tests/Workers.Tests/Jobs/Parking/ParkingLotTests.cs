using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Supervisor.Peers;
using Xunit;

namespace Workers.Jobs.Parking;

public sealed class ParkingLotTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ParkingLot _lot;
    private int _asked;
    private string? _answer = "403";

    public ParkingLotTests() => _lot = new(_clock, NullLogger<ParkingLot>.Instance);

    [Fact]
    public void What_is_parked_is_one_stage_of_one_environment()
    {
        Park();

        _lot.Find(TargetEnvironment.Dev, JobStage.Download).ShouldNotBeNull().Describe().ShouldContain("DEV: buying is parked since");
        _lot.Find(TargetEnvironment.Dev, JobStage.Ocr).ShouldBeNull();
        _lot.Find(TargetEnvironment.Prod, JobStage.Download).ShouldBeNull();
    }

    [Fact]
    public async Task Its_probe_is_asked_ever_more_slowly_up_to_a_bound()
    {
        Park();
        await PassAfterAsync(TimeSpan.FromSeconds(4));
        _asked.ShouldBe(0);
        for (var pause = ParkingLot.First; pause < ParkingLot.Longest; pause *= 2)
        {
            var before = _asked;
            await PassAfterAsync(pause);
            _asked.ShouldBe(before + 1);
            await PassAfterAsync(TimeSpan.FromSeconds(1));
            _asked.ShouldBe(before + 1);
        }

        await PassAfterAsync(ParkingLot.Longest);
        _asked.ShouldBe(6);
    }

    [Fact]
    public async Task A_probe_that_passes_ends_it_and_says_so()
    {
        var ended = 0;
        _lot.Ended += () => ended++;
        Park();
        _answer = "still 403";
        await PassAfterAsync(ParkingLot.First);
        _lot.Own.ShouldHaveSingleItem().Why.ShouldBe("still 403");

        _answer = null;
        await PassAfterAsync(2 * ParkingLot.First);

        _lot.Own.ShouldBeEmpty();
        ended.ShouldBe(1);
    }

    [Fact]
    public async Task A_probe_that_breaks_or_never_answers_has_not_passed()
    {
        _lot.Park(TargetEnvironment.Dev, JobStage.Download, ParkingCause.StoreRefuses, "403", "it passes", _ => throw new IOException("broken"));
        await PassAfterAsync(ParkingLot.First);
        _lot.Own.ShouldHaveSingleItem().Why.ShouldBe("broken");

        _lot.Park(TargetEnvironment.Prod, JobStage.Download, ParkingCause.StoreRefuses, "403", "it passes", async stop =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop);
            return null;
        });
        _clock.Advance(ParkingLot.First);
        var pass = _lot.RunOnceAsync(CancellationToken.None);
        _clock.Advance(ParkingLot.Bound);
        await pass;
        _lot.Find(TargetEnvironment.Prod, JobStage.Download).ShouldNotBeNull().Why.ShouldContain("no answer within 30 s");
    }

    [Fact]
    public void The_first_finding_stays_and_another_cause_is_another()
    {
        Park();
        _clock.Advance(TimeSpan.FromMinutes(1));
        Park();
        _lot.Own.ShouldHaveSingleItem().Since.ShouldBe(_clock.GetUtcNow() - TimeSpan.FromMinutes(1));

        _lot.Park(TargetEnvironment.Dev, JobStage.Download, ParkingCause.DiskFull, "full", "there is room", _ => Task.FromResult<string?>("full"));
        _lot.Own.Count.ShouldBe(2);
    }

    [Fact]
    public void What_another_daemon_met_counts_where_this_one_would_meet_it_too()
    {
        var parked = new Parked(TargetEnvironment.Dev, JobStage.Download, ParkingCause.DiskFull, "full", "there is room", _clock.GetUtcNow());
        _lot.Heard = [parked];
        _lot.Find(TargetEnvironment.Dev, JobStage.Download).ShouldBeNull();

        _lot.Heard = [parked with { Cause = ParkingCause.StoreRefuses }];
        _lot.Find(TargetEnvironment.Dev, JobStage.Download).ShouldNotBeNull();
        _lot.Own.ShouldBeEmpty();

        _lot.Heard = [];
        _lot.Find(TargetEnvironment.Dev, JobStage.Download).ShouldBeNull();
    }

    [Fact]
    public void A_kind_of_document_may_be_parked_alone()
    {
        _lot.Park(TargetEnvironment.Dev, JobStage.Ocr, ParkingCause.ModelRefuses, "404", "it answers", _ => Task.FromResult<string?>("404"), DocumentSource.Index);

        _lot.Find(TargetEnvironment.Dev, JobStage.Ocr, DocumentSource.Acte).ShouldBeNull();
        _lot.Find(TargetEnvironment.Dev, JobStage.Ocr, DocumentSource.Index).ShouldNotBeNull().Describe().ShouldStartWith("DEV: reading of indexes is parked since ");
        _lot.Find(TargetEnvironment.Dev, JobStage.Ocr).ShouldNotBeNull();
    }

    /// <summary>Daemons of several versions serve the same queues while they are exchanged.</summary>
    [Theory]
    [InlineData("\"MoonIsFull\"", true)]
    [InlineData("\"MoonIsFull\"", false)]
    [InlineData("17", true)]
    [InlineData("{\"of\": [1]}", true)]
    public void A_cause_of_another_version_is_told_as_unknown_and_counts_as_its_daemon_says(string cause, bool isShared)
    {
        var json = $$"""{"environment": "Dev", "stage": "Download", "cause": {{cause}}, "why": "the moon is full", "until": "it wanes", "since": "2026-11-01T00:00:00Z", "isShared": {{(isShared ? "true" : "false")}}, "phase": 4}""";

        var parked = JsonSerializer.Deserialize<Parked>(json, DaemonDirectory.Json)!;

        parked.Cause.ShouldBe(ParkingCause.Unknown);
        parked.Describe().ShouldBe("DEV: buying is parked, cause unknown: the moon is full (since 2026-11-01 00:00:00Z, until it wanes)");
        _lot.Heard = [parked];
        (_lot.Find(TargetEnvironment.Dev, JobStage.Download) is not null).ShouldBe(isShared);
    }

    [Fact]
    public void What_is_parked_is_told_to_other_daemons_as_it_is()
    {
        foreach (var cause in Enum.GetValues<ParkingCause>())
        {
            var parked = new Parked(TargetEnvironment.Dev, JobStage.Ocr, cause, "why", "then", _clock.GetUtcNow(), DocumentSource.Acte);
            JsonSerializer.Deserialize<Parked>(JsonSerializer.Serialize(parked, DaemonDirectory.Json), DaemonDirectory.Json)!.ShouldSatisfyAllConditions(
                told => told.Cause.ShouldBe(cause), told => told.IsShared.ShouldBe(parked.IsShared), told => told.Describe().ShouldBe(parked.Describe()));
        }
    }

    private void Park() => _lot.Park(TargetEnvironment.Dev, JobStage.Download, ParkingCause.StoreRefuses, "403", "the store takes it", _ =>
    {
        _asked++;
        return Task.FromResult(_answer);
    });

    private Task PassAfterAsync(TimeSpan passed)
    {
        _clock.Advance(passed);
        return _lot.RunOnceAsync(CancellationToken.None);
    }
}
