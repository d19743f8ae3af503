using Shouldly;
using Workers.Jobs;
using Xunit;

namespace Workers.Operations.Documents;

public sealed class StageTimesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 29, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Time_goes_to_the_stage_that_a_move_led_to_and_tries_are_added_up()
    {
        JobEvent[] events =
        [
            Move(0, null, JobStatus.EnAttente), Move(60, JobStatus.EnAttente, JobStatus.EnTraitement, JobStage.Download), Move(70, JobStatus.EnTraitement, JobStatus.EnAttente),
            Note(75), Move(100, JobStatus.EnAttente, JobStatus.EnTraitement, JobStage.Download), Move(130, JobStatus.EnTraitement, JobStatus.Complete, JobStage.Download),
            Move(140, JobStatus.Complete, JobStatus.EnTraitement, JobStage.Ocr),
        ];

        StageTimes.Of(events, isPlan: false, Start.AddSeconds(200)).ShouldBe([
            new("waiting to be bought", TimeSpan.FromSeconds(90)), new("being bought", TimeSpan.FromSeconds(40)), new("waiting to be read", TimeSpan.FromSeconds(10)), new("being read", TimeSpan.FromSeconds(60)),
        ]);
        StageTimes.Since(events, 2).ShouldBe(Start.AddSeconds(140));
        StageTimes.Since(events, 4).ShouldBeNull();
    }

    [Fact]
    public void A_plan_does_not_wait_to_be_read_and_what_has_ended_waits_for_nothing()
    {
        StageTimes.Of([Move(0, JobStatus.EnTraitement, JobStatus.Complete)], isPlan: true, Start.AddDays(1)).ShouldBeEmpty();
        StageTimes.Of([Move(0, JobStatus.EnTraitement, JobStatus.Erreur)], isPlan: false, Start.AddDays(1)).ShouldBeEmpty();
        StageTimes.Of([], isPlan: false, Start).ShouldBeEmpty();
    }

    private static JobEvent Move(int seconds, JobStatus? from, JobStatus to, JobStage? stage = null) => new(seconds, Start.AddSeconds(seconds), "moved", from, to, stage, "w", 1, null, null);

    private static JobEvent Note(int seconds) => new(seconds, Start.AddSeconds(seconds), "cancel_requested", null, null, null, null, null, null, null);
}
