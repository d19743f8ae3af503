using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Steering;
using Workers.Supervisor.Queue;
using Workers.Support;
using Xunit;

namespace Workers.Supervisor.Slots;

public sealed class SteeredPlanTests
{
    private static readonly EnvironmentQueue Queue = new(
        TargetEnvironment.Prod, Waiting(9, 70), Waiting(4, 10), Waiting(5, 10),
        [
            new(JobStatus.EnAttente, DocumentSource.Index, 2, 8, 0, 0, 60, 60), new(JobStatus.EnAttente, DocumentSource.Acte, 3, 0, 1, 0, 70, 70),
            new(JobStatus.EnAttente, DocumentSource.PlanCadastraux, 4, 0, 0, 0, 50, 50), new(JobStatus.Complete, DocumentSource.Acte, 5, 0, 0, 0, 10, 10),
        ]);

    [Theory]
    [InlineData(9, 4, 5)]
    [InlineData(6, 4, 0, "source acte")]
    [InlineData(3, 0, 5, "source index", "source plan")]
    [InlineData(0, 0, 0, "source index", "source acte", "source plan")]
    [InlineData(0, 4, 5, "buying")]
    [InlineData(9, 0, 0, "pool ocr")]
    [InlineData(0, 0, 0, "env prod")]
    public void Nobody_wakes_for_what_is_paused(int downloads, int index, int acte, params string[] paused)
    {
        var left = SteeredPlan.Left([Queue], Ordered(paused)).ShouldHaveSingleItem();

        (left.Downloads.Documents, left.Index.Documents, left.Acte.Documents).ShouldBe((downloads, index, acte));
    }

    [Fact]
    public void The_oldest_of_what_is_left_counts()
    {
        SteeredPlan.Left([Queue], Ordered("source acte"))[0].Downloads.OldestAge.ShouldBe(TimeSpan.FromSeconds(60));
        SteeredPlan.Left([Queue], Ordered())[0].Downloads.OldestAge.ShouldBe(TimeSpan.FromSeconds(70));
    }

    [Fact]
    public void Where_the_queue_does_not_tell_its_kinds_all_count_unless_every_kind_is_paused()
    {
        var mute = Queue with { Groups = null };

        SteeredPlan.Left([mute], Ordered("source acte"))[0].Downloads.Documents.ShouldBe(9);
        SteeredPlan.Left([mute], Ordered("source acte", "source index", "source plan"))[0].Downloads.Documents.ShouldBe(0);
    }

    private static Waiting Waiting(int documents, int seconds) => new(documents, TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds));

    private static SteeredState Ordered(params string[] paused)
    {
        var board = Steer.Board();
        board.Learn(paused.Select(subject => Steer.Pause(subject)));
        return board.State;
    }
}
