using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Jobs.Claims;

public sealed class OutageRestTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);
    private readonly FakeTimeProvider _clock = new();
    private readonly OutageRest _rest;

    public OutageRestTests() => _rest = new(_clock);

    [Fact]
    public void Nothing_rests_before_an_outage_and_another_stage_never()
    {
        _rest.IsResting(JobStage.Download).ShouldBeFalse();
        _rest.IsTrying(JobStage.Download).ShouldBeFalse();

        Meet(JobStage.Download, "closed").ShouldBe(OutageNews.Began);

        _rest.IsResting(JobStage.Download).ShouldBeTrue();
        _rest.IsResting(JobStage.Ocr).ShouldBeFalse();
        _rest.IsTrying(JobStage.Ocr).ShouldBeFalse();
    }

    [Fact]
    public void Several_documents_that_meet_one_outage_count_once()
    {
        Meet(JobStage.Ocr, "503");
        for (var other = 0; other < 20; other++)
        {
            Meet(JobStage.Ocr, "503").ShouldBe(OutageNews.None);
        }

        _clock.Advance(TimeSpan.FromSeconds(5));
        _rest.IsResting(JobStage.Ocr).ShouldBeFalse();
    }

    [Fact]
    public void An_outage_of_days_is_tried_at_growing_pauses_up_to_a_bound()
    {
        Meet(JobStage.Download, "away", TimeSpan.FromSeconds(10));
        var tries = 0;
        for (var minute = 0; minute < 3 * 24 * 60; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            if (!_rest.IsResting(JobStage.Download))
            {
                _rest.Try(JobStage.Download);
                _rest.IsResting(JobStage.Download).ShouldBeTrue("the next one waits for another pause");
                Meet(JobStage.Download, "away", TimeSpan.FromSeconds(10));
                tries++;
            }
        }

        tries.ShouldBeInRange(3 * 24 * 30 - 1, 3 * 24 * 30 + 10);
        _clock.Advance(Bound);
        _rest.IsResting(JobStage.Download).ShouldBeFalse();
    }

    [Fact]
    public void A_pause_that_the_cause_asks_for_is_kept_within_a_bound()
    {
        Meet(JobStage.Download, "closed", TimeSpan.FromHours(11));

        _clock.Advance(TimeSpan.FromMinutes(14));
        _rest.IsResting(JobStage.Download).ShouldBeTrue();
        _clock.Advance(TimeSpan.FromMinutes(1));
        _rest.IsResting(JobStage.Download).ShouldBeFalse();
    }

    [Fact]
    public void One_document_that_is_not_met_ends_it()
    {
        Meet(JobStage.Download, "closed");
        _rest.Outages.ShouldHaveSingleItem().Why.ShouldContain("closed");

        _rest.Note(JobStage.Download, new JobOutcome.HandedBack(HandBackReason.Occupied, "others use it")).ShouldBe(OutageNews.None);
        _rest.IsTrying(JobStage.Download).ShouldBeTrue();

        Pass().ShouldBe(OutageNews.Ended);

        _rest.IsTrying(JobStage.Download).ShouldBeFalse();
        Pass().ShouldBe(OutageNews.None);
        _rest.Outages.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_away_is_told_with_its_stage()
    {
        _rest.Note(JobStage.Ocr, new JobOutcome.HandedBack(HandBackReason.Outage, "503", Of: OutageOf.Model));

        _rest.Outages.ShouldHaveSingleItem().ShouldBe((JobStage.Ocr, OutageOf.Model, "503", TimeSpan.FromSeconds(5)));
    }

    private OutageNews Meet(JobStage stage, string why, TimeSpan? asked = null) =>
        _rest.Note(stage, new JobOutcome.HandedBack(HandBackReason.Outage, why, asked));

    private OutageNews Pass() => _rest.Note(JobStage.Download, new JobOutcome.Failed(FailureKind.Transient, "another reason"));
}
