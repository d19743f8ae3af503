using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Gemini.Quota;

/// <summary>An operator holds all calls back, and changes what a daemon is configured with.</summary>
public sealed class PausedLimiterTests(RedisFixture redis)
{
    [Fact]
    public async Task While_Gemini_is_paused_calls_wait_and_go_on_when_it_is_resumed()
    {
        var board = Steer.Board();
        await using var rig = await SharedRig.StartAsync(await redis.UrlAsync(), redis.NewPrefix(), SharedRig.Options(), board: board);
        (await rig.Limiter.AcquireAsync(new(10, 1), TestContext.Current.CancellationToken)).IsAcquired.ShouldBeTrue();

        var pause = Steer.Pause("gemini");
        board.Learn([pause]);
        var waiting = rig.Limiter.AcquireAsync(new(10, 1), TestContext.Current.CancellationToken);
        await Should.ThrowAsync<TimeoutException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken));
        rig.Limiter.Waiting.ShouldBe(1);

        board.Learn([Steer.Lift(pause)]);
        (await waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).IsAcquired.ShouldBeTrue();
    }
}
