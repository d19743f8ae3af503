using Shouldly;
using Simulators.Strangers.Supabase;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>The built daemon with queue and Storage behind a front that was written by somebody who had not seen it, and that is seldom well.</summary>
public sealed class StrangerFrontTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Through_a_lost_schema_cache_pages_of_the_edge_and_lost_answers_every_document_ends_and_is_billed_once()
    {
        await using var world = await ScenarioWorld.StartAsync(postgres, Feed.Registry);
        await using var stranger = await StrangerSupabase.StartAsync(new() { ConnectionString = world.Database.Address.ForPool() });
        world.Settings.Remove("DEV_SUPABASE_DB_URL");
        world.Settings.Remove("DEV_DOCUMENTS_PATH");
        world.Settings["DEV_SUPABASE_URL"] = stranger.Address.ToString();
        world.Settings["DEV_SUPABASE_SERVICE_KEY"] = stranger.Options.SecretKey;
        // A line follows whatever was waited for.
        world.Settings["LOG_LEVEL"] = "debug";
        var (added, text) = await world.RunAsync("enqueue", world.Write("asked.csv", Feed.Asked));
        added.ShouldBe(ExitCode.Success, text);

        stranger.Mood = StrangerMoods.SchemaCacheLost(2);
        await using var daemon = world.StartDaemon();
        await daemon.WaitForAsync("Waiting for Dev", Soon);
        await daemon.WaitForAsync("Serving", Soon);
        stranger.Mood = StrangerMoods.LostByReset(3);
        await daemon.WaitForAsync("started (attempt 1)", Soon);
        stranger.Mood = StrangerMoods.EdgePage(502, 6);
        await daemon.WaitForAsync("Stored in", Soon);
        stranger.Mood = StrangerMoods.LostByTimeout(3);
        await daemon.WaitForAsync("Stored in", Soon);
        stranger.Mood = StrangerMoods.CutConnection(4);
        await daemon.WaitForAsync(async _ => await world.CountUnfinishedAsync() == 0, Soon);

        (await world.ReadEndsAsync()).ShouldBe(Feed.Ends, daemon.Log);
        world.BoughtTwice.ShouldBe(0, daemon.Log);
        world.Registry.Bill.All().Count.ShouldBe(4, daemon.Log);
        stranger.Shelf.Objects.Count.ShouldBe(4);
        stranger.Visits.Select(visit => visit.Mood).Distinct().ShouldBe(["normal", "pgrst002", "lost-by-reset", "edge-page-502", "lost-by-timeout", "cut-connection"], ignoreOrder: true);
        daemon.Terminate();
        (await daemon.WaitForExitAsync(Soon)).ShouldBe(ExitCode.Success, daemon.Log);
        daemon.Log.ShouldNotContain(stranger.Options.SecretKey);
        daemon.Log.ShouldNotContain("<html");
    }
}
