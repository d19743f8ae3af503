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
        var seen = queue.Peek(20);
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
