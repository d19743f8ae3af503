using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Gemini.Quota;

/// <summary>Calls that went out later than their grants allow for, on a real Redis in moved time.</summary>
public sealed class LimiterLateTests(RedisFixture redis)
{
    private static readonly GeminiOptions Options = new() { MaxRequestsPerMinute = 100, MaxTokensPerMinute = 100_000 };

    [Fact]
    public async Task A_call_that_went_out_late_keeps_its_place_in_the_minute_until_a_minute_after()
    {
        await using var rig = await LimiterRig.StartAsync(redis, new() { MaxRequestsPerMinute = 1, MaxTokensPerMinute = 100_000 });
        var epoch = await rig.OpenAsync("a");
        await rig.AskAsync("a", epoch, ("1", 900));
        await rig.MoveAsync(TimeSpan.FromSeconds(9));
        await rig.SentLateAsync("a", epoch, "1", 900, TimeSpan.FromSeconds(4));

        await rig.MoveAsync(TimeSpan.FromSeconds(56.5));
        (await rig.AskAsync("a", epoch, ("2", 100))).Admitted.ShouldBeEmpty();
        await rig.SettleAsync("a", epoch, "1", 400);
        (await rig.SumsAsync()).ShouldBe("1 400 0");
        await rig.MoveAsync(TimeSpan.FromSeconds(1));
        (await rig.AskAsync("a", epoch, ("2", 100))).Admitted.Count.ShouldBe(1);
        (await rig.SumsAsync()).ShouldBe("1 100 0");
    }

    [Fact]
    public async Task A_call_that_went_out_when_its_place_had_left_the_minute_is_counted_anew_and_once()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.AskAsync("a", epoch, ("1", 900));
        await rig.MoveAsync(TimeSpan.FromSeconds(70));
        await rig.SentLateAsync("a", epoch, "1", 900, TimeSpan.Zero);
        await rig.SentLateAsync("a", epoch, "1", 900, TimeSpan.Zero);

        (await rig.SumsAsync()).ShouldBe("1 900 0");
        await rig.SettleAsync("a", epoch, "1", 300);
        (await rig.SumsAsync()).ShouldBe("1 300 0");
    }

    [Fact]
    public async Task A_call_that_was_given_back_stays_so_and_none_is_moved_back()
    {
        await using var rig = await LimiterRig.StartAsync(redis, Options);
        var epoch = await rig.OpenAsync("a");
        await rig.AskAsync("a", epoch, ("1", 900), ("2", 50));
        await rig.SettleAsync("a", epoch, "1", -1);
        await rig.MoveAsync(TimeSpan.FromSeconds(2));
        await rig.SentLateAsync("a", epoch, "1", 900, TimeSpan.Zero);
        await rig.SentLateAsync("a", epoch, "2", 50, TimeSpan.FromSeconds(50));

        await rig.MoveAsync(TimeSpan.FromSeconds(58));
        await rig.TickAsync("a", epoch);
        (await rig.SumsAsync()).ShouldBe("1 50 0");
        await rig.MoveAsync(TimeSpan.FromSeconds(3));
        await rig.TickAsync("a", epoch);
        (await rig.SumsAsync()).ShouldBe("0 0 0");
    }
}
