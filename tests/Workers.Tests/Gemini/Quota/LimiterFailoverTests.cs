using System.Globalization;
using Shouldly;
using Simulators.Servers;
using Xunit;

namespace Workers.Gemini.Quota;

/// <summary>A replica of Redis takes over that missed what was granted, and has itself been running for a while.</summary>
public sealed class LimiterFailoverTests
{
    private const string Uptime = "return string.match(redis.call('INFO', 'server'), 'uptime_in_seconds:(%d+)')";
    private static readonly GeminiOptions Options = new() { MaxRequestsPerMinute = 100, MaxTokensPerMinute = 100_000 };

    [Fact]
    public async Task A_process_that_starts_after_a_failover_is_admitted_nothing_until_what_was_lost_is_older_than_a_minute()
    {
        await using var servers = await RedisPair.StartAsync();
        string epoch;
        long stopped;
        await using (var before = await LimiterRig.StartAsync(servers.Url, "", Options))
        {
            epoch = await before.OpenAsync("a");
            await servers.StopFollowingAsync();
            (await before.FillAsync("a", epoch, 40, 100)).ShouldBe(40);
            stopped = before.Now;
        }

        await Loopback.WaitAsync(async () => int.Parse(await RedisText.EvaluateAsync(servers.Replica.Port, Uptime) ?? "0", CultureInfo.InvariantCulture) >= 3, () => false, TimeSpan.FromSeconds(30));
        await servers.FailOverAsync();

        await using var rig = await LimiterRig.StartAsync(servers.Url, "", Options);
        await rig.MoveToAsync(stopped + 1000);
        var fresh = (await rig.TickAsync("newcomer", "")).Epoch;
        fresh.ShouldNotBe(epoch);
        await rig.MoveAsync(TimeSpan.FromSeconds(60.5));
        (await rig.AskAsync("newcomer", fresh, ("1", 100))).Verdict.ShouldBe(ReserveVerdict.Closed);
        await rig.MoveAsync(TimeSpan.FromSeconds(2));
        await rig.TickAsync("newcomer", fresh);
        (await rig.AskAsync("newcomer", fresh, ("1", 100))).Admitted.Count.ShouldBe(1);
    }
}
