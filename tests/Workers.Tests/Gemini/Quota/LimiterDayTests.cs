using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Gemini.Quota;

/// <summary>Requests a day, from one Pacific midnight to the next, on a real Redis in moved time.</summary>
public sealed class LimiterDayTests(RedisFixture redis)
{
    private static readonly GeminiOptions Options = new() { MaxRequestsPerMinute = 1000, MaxTokensPerMinute = 1_000_000, MaxRequestsPerDay = 30 };

    [Fact]
    public async Task The_days_requests_are_never_exceeded_and_work_is_parked_until_midnight()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a", "b");
        (await rig.FillAsync("a", epoch, 20, 100, "b")).ShouldBe(20);
        (await rig.FillAsync("b", epoch, 20, 100, "a")).ShouldBe(10);
        var parked = await rig.AskAsync("a", epoch, ("more", 100));

        parked.Verdict.ShouldBe(ReserveVerdict.Parked);
        parked.Wait.ShouldBe(rig.UntilMidnight);
        (await rig.ShownTodayAsync()).ShouldBe(30);
        await rig.MoveAsync(rig.UntilMidnight - TimeSpan.FromMilliseconds(1));
        (await rig.AskAsync("a", epoch, ("more", 100))).Verdict.ShouldBe(ReserveVerdict.Parked);
        await rig.MoveAsync(TimeSpan.FromMilliseconds(1));
        await rig.TickAsync("a", epoch, 0.5);
        await rig.TickAsync("b", epoch, 0.5);
        (await rig.AskAsync("a", epoch, ("more", 100))).Admitted.Count.ShouldBe(1);
        (await rig.TickAsync("a", epoch, 0.5)).Usage.RequestsToday.ShouldBe(1);
    }

    [Fact]
    public async Task The_count_stays_when_every_process_leaves_and_others_come()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.FillAsync("a", epoch, 12, 100);
        await rig.Store.TickAsync("a", epoch, 1, leave: true, [], CancellationToken.None);
        await rig.MoveAsync(TimeSpan.FromHours(2));
        var usage = (await rig.TickAsync("later", "")).Usage;

        usage.RequestsToday.ShouldBe(12);
        usage.Requests.ShouldBe(0);
        usage.MaxRequestsPerDay.ShouldBe(30);
        (await rig.ShownTodayAsync()).ShouldBe(12);
    }

    [Fact]
    public async Task What_was_granted_before_midnight_and_went_out_after_it_is_a_request_of_the_new_day()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.MoveAsync(rig.UntilMidnight - TimeSpan.FromSeconds(5));
        await rig.TickAsync("a", epoch, 1);
        (await rig.AskAsync("a", epoch, ("1", 100), ("2", 100))).Admitted.Count.ShouldBe(2);
        await rig.MoveAsync(TimeSpan.FromSeconds(10));
        (await rig.TickAsync("a", epoch, 1)).Usage.RequestsToday.ShouldBe(0);

        await rig.SentLateAsync("a", epoch, "1", 100, TimeSpan.FromSeconds(2));
        await rig.SentLateAsync("a", epoch, "2", 100, TimeSpan.FromSeconds(9));
        (await rig.TickAsync("a", epoch, 1)).Usage.RequestsToday.ShouldBe(1);
    }

    [Fact]
    public async Task What_was_never_sent_is_not_a_request_of_the_day()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.FillAsync("a", epoch, 30, 100);
        (await rig.AskAsync("a", epoch, ("next", 100))).Verdict.ShouldBe(ReserveVerdict.Parked);
        await rig.SettleAsync("a", epoch, rig.LastId, -1);
        await rig.SettleAsync("a", epoch, rig.LastId, -1);

        (await rig.AskAsync("a", epoch, ("next", 100), ("one more", 100))).Admitted.Count.ShouldBe(1);
        (await rig.AskAsync("a", epoch, ("one more", 100))).Verdict.ShouldBe(ReserveVerdict.Parked);
    }

    [Fact]
    public async Task Sends_of_the_last_second_before_midnight_count_for_both_days()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.MoveAsync(rig.UntilMidnight - TimeSpan.FromSeconds(20));
        await rig.TickAsync("a", epoch);
        (await rig.AskAsync("a", epoch, ("early", 100))).Admitted.Count.ShouldBe(1);
        await rig.MoveAsync(rig.UntilMidnight - TimeSpan.FromMilliseconds(300));
        (await rig.AskAsync("a", epoch, ("1", 100), ("2", 100), ("3", 100))).Admitted.Count.ShouldBe(3);
        await rig.MoveAsync(TimeSpan.FromSeconds(5));

        (await rig.TickAsync("a", epoch)).Usage.RequestsToday.ShouldBe(3);
    }

    [Fact]
    public async Task Without_a_limit_a_day_has_no_end()
    {
        var options = new GeminiOptions { MaxRequestsPerMinute = 1000, MaxTokensPerMinute = 1_000_000 };
        await using var rig = await LimiterRig.StartAsync(redis, options);
        var epoch = await rig.OpenAsync("a");
        (await rig.FillAsync("a", epoch, 60, 100)).ShouldBe(60);
        var usage = (await rig.TickAsync("a", epoch)).Usage;

        (usage.RequestsToday, usage.MaxRequestsPerDay, usage.WhyParked).ShouldBe((60, null, null));
    }

    [Fact]
    public async Task What_Redis_forgot_of_the_day_is_told_by_those_who_sent_it()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        await rig.OpenAsync("a");
        await rig.LoseEverythingAsync();
        var epoch = (await rig.TickAsync("a", "")).Epoch;
        await rig.Store.RegisterAsync("a", epoch, "told", 25, [], CancellationToken.None);
        await rig.Store.RegisterAsync("a", epoch, "told", 25, [], CancellationToken.None);

        (await rig.TickAsync("a", epoch)).Usage.RequestsToday.ShouldBe(25);
    }
}
