using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Gemini.Quota;

/// <summary>Limits that change while processes run, on a real Redis in moved time.</summary>
public sealed class LimiterOrderTests(RedisFixture redis)
{
    private static readonly GeminiOptions Options = new() { MaxRequestsPerMinute = 100, MaxTokensPerMinute = 100_000 };

    [Fact]
    public async Task An_order_counts_from_the_next_reservation_on_and_ends_by_itself()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.FillAsync("a", epoch, 40, 10);
        await rig.OrderAsync(rpm: 41, lasts: TimeSpan.FromHours(2));

        (await rig.AskAsync("a", epoch, ("one more", 10))).Admitted.ShouldBeEmpty("40 of the last minute and the safety margin fill 41");
        var usage = (await rig.TickAsync("a", epoch)).Usage;
        (usage.MaxRequests, usage.MaxTokens, usage.IsOrdered).ShouldBe((41, 100_000, true));
        usage.OrderedFor!.Value.ShouldBeInRange(TimeSpan.FromMinutes(118), TimeSpan.FromHours(2));
        await rig.MoveAsync(TimeSpan.FromHours(2));
        (await rig.TickAsync("a", epoch)).Usage.MaxRequests.ShouldBe(100);
    }

    [Fact]
    public async Task A_raised_limit_is_used_at_once_whatever_was_paced_before()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.OrderAsync(tpm: 3000);
        (await rig.AskAsync("a", epoch, ("large", 2900))).Admitted.Count.ShouldBe(1);
        (await rig.AskAsync("a", epoch, ("next", 1000))).Admitted.ShouldBeEmpty();
        await rig.OrderAsync(tpm: 300_000);
        await rig.MoveAsync(TimeSpan.FromMilliseconds(100));

        (await rig.AskAsync("a", epoch, ("next", 1000))).Admitted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_order_replaces_the_one_before_as_a_whole_and_can_be_taken_back()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.OrderAsync(rpm: 10, rpd: 5);
        await rig.OrderAsync(tpm: 500);
        var usage = (await rig.TickAsync("a", epoch)).Usage;
        (usage.MaxRequests, usage.MaxTokens, usage.MaxRequestsPerDay, usage.OrderedFor, usage.IsOrdered).ShouldBe((100, 500, null, null, true));
        await rig.OrderAsync();
        usage = (await rig.TickAsync("a", epoch)).Usage;
        (usage.MaxTokens, usage.IsOrdered).ShouldBe((100_000, false));
    }

    [Fact]
    public async Task The_least_that_living_processes_declare_is_in_force_for_all()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        var careful = rig.StoreOf(new() { MaxRequestsPerMinute = 20, MaxTokensPerMinute = 200_000, MaxRequestsPerDay = 7 });
        await careful.TickAsync("b", epoch, 0, leave: false, [], CancellationToken.None);
        var usage = (await rig.TickAsync("a", epoch, 1)).Usage;
        (usage.MaxRequests, usage.MaxTokens, usage.MaxRequestsPerDay).ShouldBe((20, 100_000, 7));
        await careful.TickAsync("b", epoch, 0, leave: true, [], CancellationToken.None);
        usage = (await rig.TickAsync("a", epoch, 0.5)).Usage;
        (usage.MaxRequests, usage.MaxTokens, usage.MaxRequestsPerDay).ShouldBe((100, 100_000, null));
    }

    [Fact]
    public async Task An_order_forgets_what_the_API_named_and_ends_a_parked_day()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.FreezeAsync("a", epoch, TimeSpan.FromSeconds(1), tokenQuota: 60_000);
        await rig.FreezeAsync("a", epoch, TimeSpan.Zero, daily: true);
        await rig.OrderAsync(tpm: 80_000, rpd: 1_000);
        await rig.MoveAsync(TimeSpan.FromSeconds(2));
        var usage = (await rig.TickAsync("a", epoch)).Usage;

        (usage.MaxTokens, usage.MaxRequestsPerDay, usage.ParkedFor).ShouldBe((80_000, 1000, TimeSpan.Zero));
        (await rig.AskAsync("a", epoch, ("1", 100))).Admitted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_call_that_a_lowered_limit_can_never_hold_does_not_block_those_behind()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.OrderAsync(tpm: 500);
        var answer = await rig.AskAsync("a", epoch, ("large", 600), ("small", 100));

        answer.Admitted.Select(one => one.Verdict).ShouldBe([GrantVerdict.TooLarge, GrantVerdict.Granted]);
    }
}
