using Shouldly;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Gemini.Quota;

public sealed class FairQueueTests
{
    private long _sequence;

    [Fact]
    public void The_first_to_come_is_the_first_to_go()
    {
        var queue = new FairQueue(_ => 1);
        var waiters = Add(queue, 5, TargetEnvironment.Dev);
        queue.Peek(3).ShouldBe(waiters.Take(3));
    }

    [Fact]
    public void A_higher_priority_goes_before_everything_else()
    {
        var queue = new FairQueue(_ => 1);
        Add(queue, 3, TargetEnvironment.Prod);
        var urgent = Add(queue, 1, TargetEnvironment.Dev, priority: 5);
        queue.Peek(4)[0].ShouldBe(urgent[0]);
    }

    [Fact]
    public void Under_an_endless_load_of_high_priority_an_eighth_goes_to_the_oldest_below()
    {
        var queue = new FairQueue(_ => 1);
        var low = Add(queue, 5, TargetEnvironment.Dev);
        var lower = Add(queue, 5, TargetEnvironment.Prod, priority: -3);
        Add(queue, 10, TargetEnvironment.Dev, priority: 5);
        var sent = new List<Waiter>();
        for (var i = 0; i < 80; i++)
        {
            Add(queue, 1, TargetEnvironment.Dev, priority: 5);
            var next = queue.Peek(3)[0];
            queue.Take(next);
            sent.Add(next);
        }

        sent.Take(7).ShouldAllBe(waiter => waiter.Request.Priority == 5);
        sent.Where(waiter => waiter.Request.Priority < 5).ShouldBe([.. low, .. lower]);
        sent.FindLastIndex(waiter => waiter.Request.Priority < 5).ShouldBe(79);
    }

    [Fact]
    public void What_is_below_saves_nothing_up_while_nothing_is_above_it()
    {
        var queue = new FairQueue(_ => 1);
        Add(queue, 100, TargetEnvironment.Dev);
        for (var i = 0; i < 50; i++)
        {
            queue.Take(queue.Peek(1)[0]);
        }

        var urgent = Add(queue, 7, TargetEnvironment.Dev, priority: 1);
        queue.Peek(7).ShouldBe(urgent);
    }

    [Fact]
    public void Environments_share_by_their_weights_and_none_is_starved()
    {
        var queue = new FairQueue(environment => environment switch { TargetEnvironment.Prod => 6, TargetEnvironment.Staging => 3, _ => 1 });
        foreach (var environment in TargetEnvironments.All)
        {
            Add(queue, 200, environment);
        }

        var sent = new List<TargetEnvironment>();
        for (var i = 0; i < 100; i++)
        {
            var next = queue.Peek(1)[0];
            queue.Take(next);
            sent.Add(next.Request.Environment);
        }

        sent.Count(environment => environment is TargetEnvironment.Prod).ShouldBeInRange(59, 61);
        sent.Count(environment => environment is TargetEnvironment.Staging).ShouldBeInRange(29, 31);
        sent.Count(environment => environment is TargetEnvironment.Dev).ShouldBeInRange(9, 11);
    }

    [Fact]
    public void An_environment_that_was_idle_has_saved_nothing_up()
    {
        var queue = new FairQueue(_ => 1);
        Add(queue, 100, TargetEnvironment.Prod);
        for (var i = 0; i < 50; i++)
        {
            queue.Take(queue.Peek(1)[0]);
        }

        Add(queue, 50, TargetEnvironment.Dev);
        queue.Peek(20).Count(waiter => waiter.Request.Environment is TargetEnvironment.Dev).ShouldBeInRange(9, 11);
    }

    [Fact]
    public void Peeking_shows_the_order_in_which_taking_one_by_one_would_go()
    {
        var queue = new FairQueue(environment => environment is TargetEnvironment.Prod ? 2 : 1);
        Add(queue, 10, TargetEnvironment.Prod);
        Add(queue, 10, TargetEnvironment.Dev);
        Add(queue, 20, TargetEnvironment.Dev, priority: 2);
        var seen = queue.Peek(40);
        foreach (var expected in seen)
        {
            var next = queue.Peek(1)[0];
            next.ShouldBe(expected);
            queue.Take(next);
        }

        queue.Count.ShouldBe(0);
    }

    private List<Waiter> Add(FairQueue queue, int count, TargetEnvironment environment, int priority = 0)
    {
        var waiters = Enumerable.Range(0, count)
            .Select(_ => new Waiter($"{++_sequence}", new(1000, 0, environment, priority), _sequence, TimeSpan.Zero))
            .ToList();
        waiters.ForEach(queue.Add);
        return waiters;
    }
}
