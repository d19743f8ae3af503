using Shouldly;
using Workers.Hosting;
using Xunit;

namespace Workers.Gemini;

public sealed class LocalQueueTests
{
    private long _sequence;

    [Fact]
    public void The_first_to_come_is_the_first_to_go()
    {
        var queue = new LocalQueue(_ => 1);
        var waiters = Add(queue, 5, EnvironmentName.Dev);
        queue.Peek(3).ShouldBe(waiters.Take(3));
    }

    [Fact]
    public void A_higher_priority_goes_before_everything_else()
    {
        var queue = new LocalQueue(_ => 1);
        Add(queue, 3, EnvironmentName.Prod);
        var urgent = Add(queue, 1, EnvironmentName.Dev, priority: 5);
        queue.Peek(4)[0].ShouldBe(urgent[0]);
    }

    [Fact]
    public void Under_an_endless_load_of_high_priority_an_eighth_goes_to_the_oldest_below()
    {
        var queue = new LocalQueue(_ => 1);
        var low = Add(queue, 5, EnvironmentName.Dev);
        var lower = Add(queue, 5, EnvironmentName.Prod, priority: -3);
        Add(queue, 10, EnvironmentName.Dev, priority: 5);
        var sent = new List<Waiter>();
        for (var i = 0; i < 80; i++)
        {
            Add(queue, 1, EnvironmentName.Dev, priority: 5);
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
        var queue = new LocalQueue(_ => 1);
        Add(queue, 100, EnvironmentName.Dev);
        for (var i = 0; i < 50; i++)
        {
            queue.Take(queue.Peek(1)[0]);
        }

        var urgent = Add(queue, 7, EnvironmentName.Dev, priority: 1);
        queue.Peek(7).ShouldBe(urgent);
    }

    [Fact]
    public void Environments_share_by_their_weights_and_none_is_starved()
    {
        var queue = new LocalQueue(environment => environment switch { EnvironmentName.Prod => 6, EnvironmentName.Staging => 3, _ => 1 });
        foreach (var environment in EnvironmentNames.All)
        {
            Add(queue, 200, environment);
        }

        var sent = new List<EnvironmentName>();
        for (var i = 0; i < 100; i++)
        {
            var next = queue.Peek(1)[0];
            queue.Take(next);
            sent.Add(next.Request.Environment);
        }

        sent.Count(environment => environment is EnvironmentName.Prod).ShouldBeInRange(59, 61);
        sent.Count(environment => environment is EnvironmentName.Staging).ShouldBeInRange(29, 31);
        sent.Count(environment => environment is EnvironmentName.Dev).ShouldBeInRange(9, 11);
    }

    [Fact]
    public void An_environment_that_was_idle_has_saved_nothing_up()
    {
        var queue = new LocalQueue(_ => 1);
        Add(queue, 100, EnvironmentName.Prod);
        for (var i = 0; i < 50; i++)
        {
            queue.Take(queue.Peek(1)[0]);
        }

        Add(queue, 50, EnvironmentName.Dev);
        queue.Peek(20).Count(waiter => waiter.Request.Environment is EnvironmentName.Dev).ShouldBeInRange(9, 11);
    }

    [Fact]
    public void Peeking_shows_the_order_in_which_taking_one_by_one_would_go()
    {
        var queue = new LocalQueue(environment => environment is EnvironmentName.Prod ? 2 : 1);
        Add(queue, 10, EnvironmentName.Prod);
        Add(queue, 10, EnvironmentName.Dev);
        Add(queue, 20, EnvironmentName.Dev, priority: 2);
        var seen = queue.Peek(40);
        foreach (var expected in seen)
        {
            var next = queue.Peek(1)[0];
            next.ShouldBe(expected);
            queue.Take(next);
        }

        queue.Count.ShouldBe(0);
    }

    private List<Waiter> Add(LocalQueue queue, int count, EnvironmentName environment, int priority = 0)
    {
        var waiters = Enumerable.Range(0, count)
            .Select(_ => new Waiter($"{++_sequence}", new(1000, 0, environment, priority), _sequence, TimeSpan.Zero))
            .ToList();
        waiters.ForEach(queue.Add);
        return waiters;
    }
}
