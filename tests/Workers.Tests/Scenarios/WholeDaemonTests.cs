using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>The built daemon between real servers and the simulated registry and Gemini.</summary>
public sealed class WholeDaemonTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Whole = TimeSpan.FromSeconds(240);

    [Fact]
    public async Task Documents_of_every_kind_walk_to_their_ends_and_a_stop_leaves_nothing_behind()
    {
        await using var world = await ScenarioWorld.StartAsync(postgres, Feed.Registry);
        world.Settings["LOG_FORMAT"] = "json";
        world.Settings["LOG_LEVEL"] = "debug";
        await using var daemon = world.StartDaemon();
        await daemon.WaitForAsync("Serving", Soon);

        await EnqueueAsync(world);
        await daemon.WaitForAsync(async _ => await world.CountUnfinishedAsync() == 0, Whole);
        (await world.ReadEndsAsync()).ShouldBe(Feed.Ends, daemon.Log);
        world.BoughtTwice.ShouldBe(0);

        var (exitCode, status) = await world.RunAsync("status");
        exitCode.ShouldBe(ExitCode.Success, status);
        status.ShouldContain("registre-1");
        var (_, health) = await world.RunAsync("health");
        health.ShouldContain("it is moving:");
        health.ShouldNotMatch("ledger_held|no_daemon|daemon_frozen|environment_not_served|leases_stuck|clock|paid_not_stored");
        status.ShouldContain("4 OCR_COMPLETE");
        (await world.ReadRedisAsync("worker_pool:allocation"))!.ShouldMatch("""^{"indexWorkers":[1-3],"acteWorkers":[1-3],"totalWorkers":[2-4]}$""");

        await StopAsync(world, daemon);
        daemon.Log.ShouldNotContain("Drift:");
        daemon.Log.Split('\n').Where(line => line.Contains("Free memory is measured before a worker starts: /", StringComparison.Ordinal)).ShouldHaveSingleItem();
        var (replayed, decisions) = await world.RunAsync("replay", world.Write("daemon.log", daemon.Log));
        replayed.ShouldBe(ExitCode.Success, decisions);
        decisions.ShouldMatch("[1-9][0-9]* decisions, 0 different");
        daemon.Log.ShouldNotContain("simulateur");
        daemon.Log.ShouldNotContain("simulated-key");
    }

    [Fact]
    public async Task SIGTERM_in_the_middle_lets_running_documents_finish_and_the_next_start_ends_the_rest()
    {
        await using var world = await ScenarioWorld.StartAsync(postgres, Feed.Registry);
        await EnqueueAsync(world);
        await using (var first = world.StartDaemon())
        {
            await first.WaitForAsync("started (attempt 1)", Soon);
            await StopAsync(world, first);
            first.Log.ShouldContain("Stored in");
        }

        (await world.Database.ReadAsync<long>("select count(*) from extraction_queue where status_id = 2")).ShouldBe(0);
        await FinishAsync(world);
    }

    [Fact]
    public async Task Kill_9_in_the_middle_buys_nothing_twice_and_loses_nothing_over_a_single_connection()
    {
        await using var world = await ScenarioWorld.StartAsync(postgres, Feed.Registry);
        world.Settings["DEV_DB_CONNECTIONS"] = "1";
        await EnqueueAsync(world);
        await using (var first = world.StartDaemon())
        {
            await first.WaitForAsync("Stored in", Soon);
            await first.WaitForAsync("started (attempt 1)", Soon);
            first.Kill();
            await first.WaitForExitAsync(Soon);
        }

        await FinishAsync(world);
    }

    [Fact]
    public async Task Under_a_culture_with_decimal_commas_everything_is_the_same()
    {
        await using var world = await ScenarioWorld.StartAsync(postgres, Feed.Registry);
        world.Settings["LANG"] = "fr_CA.UTF-8";
        world.Settings["LC_ALL"] = "fr_CA.UTF-8";
        await EnqueueAsync(world);

        await FinishAsync(world);
    }

    /// <summary>Starts the daemon again and waits until every document is where it belongs.</summary>
    private static async Task FinishAsync(ScenarioWorld world)
    {
        await using var daemon = world.StartDaemon();
        await daemon.WaitForAsync(async _ => await world.CountUnfinishedAsync() == 0, Whole);
        (await world.ReadEndsAsync()).ShouldBe(Feed.Ends, daemon.Log);
        world.BoughtTwice.ShouldBe(0, daemon.Log);
        daemon.Log.ShouldNotContain("this program's own pool");
        await StopAsync(world, daemon);
    }

    private static async Task EnqueueAsync(ScenarioWorld world)
    {
        var (exitCode, text) = await world.RunAsync("enqueue", world.Write("asked.csv", Feed.Asked));
        exitCode.ShouldBe(ExitCode.Success, text);
    }

    private static async Task StopAsync(ScenarioWorld world, DaemonProcess daemon)
    {
        daemon.Terminate();
        (await daemon.WaitForExitAsync(Soon)).ShouldBe(ExitCode.Success, daemon.Log);
        (await world.ReadRedisAsync("server:cpu:allocated")).ShouldBe("0");
        (await world.ReadRedisAsync("server:ram:allocated")).ShouldBe("0");
    }
}
