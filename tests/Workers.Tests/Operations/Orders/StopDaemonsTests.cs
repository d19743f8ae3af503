using Shouldly;
using Workers.Operations.Health;
using Workers.Supervisor.Peers;
using Workers.Supervisor.Slots;
using Workers.Support;
using Xunit;

namespace Workers.Operations.Orders;

/// <summary>How the end of a daemon is told, by what it leaves in Redis.</summary>
public sealed class StopDaemonsTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private static readonly DaemonReport Stopping = HealthBench.Daemon with { IsStopping = true, Steering = new(0, IsKnown: true, [], []), Paid = new(0, null, 0) };

    private HealthBench _bench = null!;

    public async ValueTask InitializeAsync() => _bench = await HealthBench.StartAsync(postgres, redis);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_daemon_that_takes_its_report_down_has_stopped()
    {
        await _bench.ShowAsync(Stopping);

        var end = await StopAsync(_bench.HideAsync);

        (end.State, end.Text).ShouldBe((StopState.Stopped, "stopped"));
    }

    [Fact]
    public async Task A_daemon_that_is_killed_while_it_stops_is_not_told_as_stopped()
    {
        await _bench.ShowAsync(Stopping);
        await _bench.AgeAsync(DaemonDirectory.ReportLife - TimeSpan.FromSeconds(3));

        var end = await StopAsync(() => Task.CompletedTask);

        end.State.ShouldBe(StopState.Gone);
        end.Text.ShouldContain("it was killed while it stopped");
    }

    /// <param name="whenAskedAsync">Done when the daemon is seen to stop.</param>
    private async Task<StopStep> StopAsync(Func<Task> whenAskedAsync)
    {
        await using var queues = Queues.Open(_bench.Settings());
        StopStep? last = null;
        await foreach (var step in StopDaemons.RunAsync(queues, new(null, WhenSafe: false, TimeSpan.Zero, "Zoé"), TimeProvider.System, TestContext.Current.CancellationToken))
        {
            last = step;
            if (step.State is StopState.Stopping)
            {
                await whenAskedAsync();
            }
        }

        return last!;
    }
}
