using Shouldly;
using Simulators.Servers;
using Workers.Support;
using Xunit;

namespace Workers.Gemini.Quota;

/// <summary>What each of the limiter's scripts promises, on a real Redis in moved time.</summary>
public sealed class LimiterScriptTests(RedisFixture redis)
{
    private static readonly Admitted Stale = new(GrantVerdict.Stale, TimeSpan.Zero);
    private static readonly GeminiOptions Options = new() { MaxRequestsPerMinute = 100, MaxTokensPerMinute = 100_000 };

    [Fact]
    public async Task Asking_again_with_an_id_gives_the_same_grant()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        var first = await rig.AskAsync("a", epoch, ("1", 1000), ("2", 1000), ("3", 1000));
        var again = await rig.AskAsync("a", epoch, ("1", 1000), ("2", 1000), ("3", 1000));

        first.Admitted.Count.ShouldBeGreaterThan(0);
        again.Admitted.Take(first.Admitted.Count).ShouldBe(first.Admitted);
        await rig.TickAsync("a", epoch);
        (await rig.ShownAsync()).ShouldBe((again.Admitted.Count, 1000L * again.Admitted.Count));
    }

    [Fact]
    public async Task A_call_is_settled_once()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.AskAsync("a", epoch, ("1", 900));
        await rig.SettleAsync("a", epoch, "1", 400);
        await rig.SettleAsync("a", epoch, "1", 50);
        await rig.SettleAsync("a", epoch, "1", -1);

        (await rig.TickAsync("a", epoch)).Usage.Tokens.ShouldBe(400);
        (await rig.ShownAsync()).ShouldBe((1, 400));
    }

    [Fact]
    public async Task A_call_that_was_never_sent_gives_everything_back()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.AskAsync("a", epoch, ("1", 900));
        await rig.SettleAsync("a", epoch, "1", -1);
        await rig.SettleAsync("a", epoch, "1", -1);
        await rig.TickAsync("a", epoch);

        (await rig.ShownAsync()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_call_that_was_given_back_before_it_was_reserved_is_not_admitted()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.SettleAsync("a", epoch, "late", -1);

        (await rig.AskAsync("a", epoch, ("late", 900))).Admitted.ShouldBe([Stale]);
    }

    [Fact]
    public async Task A_grant_that_is_picked_up_more_than_a_second_late_is_given_back()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.AskAsync("a", epoch, ("1", 900));
        await rig.MoveAsync(TimeSpan.FromSeconds(1.1));

        (await rig.AskAsync("a", epoch, ("1", 900))).Admitted.ShouldBe([Stale]);
        (await rig.TickAsync("a", epoch)).Usage.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task A_429_stops_everyone_for_the_delay_asked_and_lowers_the_rate_once()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.FillAsync("a", epoch, 40, 100);
        await rig.FreezeAsync("a", epoch, TimeSpan.FromSeconds(3));
        await rig.FreezeAsync("b", epoch, TimeSpan.FromSeconds(1));

        (await rig.AskAsync("a", epoch, ("x", 100))).Verdict.ShouldBe(ReserveVerdict.Frozen);
        await rig.MoveAsync(TimeSpan.FromSeconds(3.1));
        (await rig.TickAsync("a", epoch)).Usage.PartInUse.ShouldBeInRange(0.3, 0.45);
        (await rig.AskAsync("a", epoch, ("x", 100))).Verdict.ShouldBe(ReserveVerdict.Ok);
        await rig.MoveAsync(TimeSpan.FromSeconds(30));
        (await rig.TickAsync("a", epoch)).Usage.PartInUse.ShouldBe(1);
    }

    [Fact]
    public async Task A_429_without_a_delay_stops_longer_each_time_it_is_repeated()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        var stops = new List<double>();
        for (var i = 0; i < 4; i++)
        {
            var stop = await rig.FreezeAsync("a", epoch, TimeSpan.Zero);
            stops.Add(stop.TotalSeconds);
            await rig.MoveAsync(stop + TimeSpan.FromSeconds(1));
        }

        stops.ShouldBe([1, 2, 4, 6]);
    }

    [Fact]
    public async Task While_everything_is_refused_the_rate_to_come_back_to_is_not_lowered()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.FillAsync("a", epoch, 80, 100);
        for (var minute = 0; minute < 20; minute++)
        {
            await rig.MoveAsync(await rig.FreezeAsync("a", epoch, TimeSpan.Zero) + TimeSpan.FromSeconds(1));
        }

        (await rig.TickAsync("a", epoch)).Usage.PartInUse.ShouldBeLessThan(0.1);
        await rig.MoveAsync(TimeSpan.FromSeconds(5));
        (await rig.TickAsync("a", epoch)).Usage.PartInUse.ShouldBeInRange(0.7, 0.85);
    }

    [Fact]
    public async Task A_429_after_something_was_accepted_tells_where_the_quota_is()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.FillAsync("a", epoch, 80, 100);
        await rig.FreezeAsync("a", epoch, TimeSpan.FromSeconds(70));
        await rig.MoveAsync(TimeSpan.FromSeconds(71));
        await rig.FillAsync("a", epoch, 5, 100);
        await rig.MoveAsync(TimeSpan.FromSeconds(2));
        var last = await rig.AskAsync("a", epoch, ("accepted", 100));
        last.Admitted.Count.ShouldBe(1);
        await rig.SettleAsync("a", epoch, "accepted", 100);
        await rig.FreezeAsync("a", epoch, TimeSpan.FromSeconds(1));
        await rig.MoveAsync(TimeSpan.FromSeconds(5));

        (await rig.TickAsync("a", epoch)).Usage.PartInUse.ShouldBeInRange(0.04, 0.08);
    }

    [Fact]
    public async Task A_quota_that_the_API_names_becomes_the_limit()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.FreezeAsync("a", epoch, TimeSpan.FromSeconds(1), tokenQuota: 60_000);
        (await rig.TickAsync("a", epoch)).Usage.MaxTokens.ShouldBe(60_000);
        await rig.MoveAsync(TimeSpan.FromHours(1.1));
        (await rig.TickAsync("a", epoch)).Usage.MaxTokens.ShouldBe(100_000);
    }

    [Fact]
    public async Task A_used_up_daily_quota_parks_calls_until_it_is_reset()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.FreezeAsync("a", epoch, TimeSpan.Zero, daily: true);
        var parked = await rig.AskAsync("a", epoch, ("1", 100));

        parked.Verdict.ShouldBe(ReserveVerdict.Parked);
        parked.Wait.ShouldBe(rig.UntilMidnight);
        (await rig.TickAsync("a", epoch)).Usage.WhyParked.ShouldNotBeNull();
        await rig.MoveAsync(parked.Wait);
        await rig.TickAsync("a", epoch);
        (await rig.AskAsync("a", epoch, ("1", 100))).Admitted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task After_a_loss_of_data_nothing_is_admitted_until_all_forgotten_sends_are_older_than_a_minute()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a", "b");
        await rig.FillAsync("a", epoch, 40, 100);
        await rig.LoseEverythingAsync();
        var lost = rig.Now;
        var fresh = (await rig.TickAsync("newcomer", "")).Epoch;
        var known = await rig.TickAsync("a", epoch);
        known.Epoch.ShouldBe(fresh);
        for (; rig.Now < lost + 61_000; await rig.MoveAsync(TimeSpan.FromSeconds(5)))
        {
            (await rig.AskAsync("newcomer", fresh, ("1", 100))).Verdict.ShouldBe(ReserveVerdict.Closed);
        }

        (await rig.AskAsync("newcomer", fresh, ("1", 100))).Admitted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_started_again_with_an_older_copy_admits_nothing_until_what_it_forgot_is_older_than_a_minute()
    {
        await using var server = await RedisServer.StartAsync(new() { Persistent = true });
        string epoch;
        long stopped;
        await using (var before = await LimiterRig.StartAsync(server.Url, "", Options))
        {
            epoch = await before.OpenAsync("a", "b");
            await before.FillAsync("a", epoch, 40, 100);
            stopped = before.Now;
        }

        await server.RestartAsync();

        await using var rig = await LimiterRig.StartAsync(server.Url, "", Options);
        await rig.MoveToAsync(stopped + 1000);
        var restarted = rig.Now;
        var fresh = (await rig.TickAsync("newcomer", "")).Epoch;
        fresh.ShouldNotBe(epoch);
        (await rig.TickAsync("a", epoch)).Epoch.ShouldBe(fresh);
        for (; rig.Now < restarted + 45_000; await rig.MoveAsync(TimeSpan.FromSeconds(5)))
        {
            (await rig.AskAsync("newcomer", fresh, ("1", 100))).Verdict.ShouldBe(ReserveVerdict.Closed);
        }

        await rig.MoveAsync(TimeSpan.FromSeconds(20));
        (await rig.AskAsync("newcomer", fresh, ("1", 100))).Admitted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_Redis_was_not_told_is_entered_once()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        (TimeSpan, int, long)[] sends = [(TimeSpan.FromSeconds(10), 3, 900), (TimeSpan.FromSeconds(59.5), 1, 50), (TimeSpan.FromSeconds(70), 9, 9000)];
        await rig.Store.RegisterAsync("a", epoch, "operation", 4, sends, CancellationToken.None);
        await rig.Store.RegisterAsync("a", epoch, "operation", 4, sends, CancellationToken.None);
        (await rig.TickAsync("a", epoch)).Usage.Tokens.ShouldBe(950);
        await rig.MoveAsync(TimeSpan.FromSeconds(5));
        (await rig.TickAsync("a", epoch)).Usage.Requests.ShouldBe(3);
    }

    [Fact]
    public async Task A_process_is_admitted_nothing_while_another_believes_in_the_whole_share()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        (await rig.TickAsync("b", epoch)).Share.ShouldBe(0);
        (await rig.AskAsync("b", epoch, ("1", 100))).Verdict.ShouldBe(ReserveVerdict.Join);
        (await rig.TickAsync("a", epoch, 1)).Share.ShouldBe(0.5);
        (await rig.TickAsync("b", epoch)).Share.ShouldBe(0);
        await rig.TickAsync("a", epoch, 0.5);
        (await rig.TickAsync("b", epoch)).Share.ShouldBe(0.5);
        (await rig.AskAsync("b", epoch, ("1", 100))).Verdict.ShouldBe(ReserveVerdict.Ok);
    }

    [Fact]
    public async Task The_share_of_a_silent_process_is_withheld_until_it_is_known_to_be_dead()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a", "b");
        await rig.MoveAsync(TimeSpan.FromSeconds(2));
        var silent = await rig.TickAsync("a", epoch, 0.5);
        silent.Missing.ShouldBe(["b"]);
        silent.Usage.PartInUse.ShouldBe(0.5);
        (await rig.FillAsync("a", epoch, 100, 10)).ShouldBe(49);
        (await rig.TickAsync("a", epoch, 0.5, dead: "b")).Usage.PartInUse.ShouldBe(1);
    }

    [Fact]
    public async Task A_silent_process_that_can_no_longer_be_sending_counts_as_dead()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a", "b");
        await rig.MoveAsync(TimeSpan.FromSeconds(187));
        var alone = await rig.TickAsync("a", epoch, 0.5);

        alone.Missing.ShouldBeEmpty();
        alone.Share.ShouldBe(1);
    }

    [Fact]
    public async Task Between_processes_the_one_that_waits_longer_goes_first_and_waits_for_room()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a", "b");
        await rig.FillAsync("a", epoch, 20, 4_500, "b");
        var large = new Waiter("large", new(30_000, 0), 1, TimeSpan.Zero);
        (await rig.Store.ReserveAsync("a", epoch, [large], TimeSpan.FromSeconds(20), CancellationToken.None)).Admitted.ShouldBeEmpty();

        (await rig.AskAsync("b", epoch, ("small", 10))).Admitted.ShouldBeEmpty();
        await rig.MoveAsync(TimeSpan.FromSeconds(1.6));
        (await rig.AskAsync("b", epoch, ("small", 10))).Admitted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_operators_keys_vanish_within_a_minute_of_the_last_use()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.AskAsync("a", epoch, ("1", 100));

        (await rig.ShownForAsync()).ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    }
}
