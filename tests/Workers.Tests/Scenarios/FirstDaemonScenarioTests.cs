using Shouldly;
using Simulators.Servers;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>The built daemon on a Redis that knows nothing, with reservations that outlive their holder by a minute.</summary>
public sealed class FirstDaemonScenarioTests(PostgresFixture postgres)
{
    private const string Forgot = "Redis is new or lost the capacity ledger";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task The_first_daemon_that_ever_was_begins_at_once_and_the_next_one_waits_for_a_Redis_that_was_emptied()
    {
        await using var world = await ScenarioWorld.StartAsync(postgres, Feed.Registry);
        world.Settings["SERVER_RESERVATION_SECONDS"] = "60";
        world.Settings["WORKER_COUNT"] = "0";
        await using (var first = world.StartDaemon())
        {
            await first.WaitForAsync("holds a reservation", Soon);
            first.Log.ShouldNotContain(Forgot);
            first.Kill();
        }

        await RedisText.CommandAsync(world.Redis.Port, "FLUSHALL");
        await using var next = world.StartDaemon();
        await next.WaitForAsync(Forgot, Soon);
        next.Log.ShouldNotContain("holds a reservation");
    }
}
