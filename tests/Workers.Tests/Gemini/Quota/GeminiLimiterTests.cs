using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Simulators.Servers;
using Workers.Hosting.Telemetry;
using Workers.Support;
using Xunit;

namespace Workers.Gemini.Quota;

/// <summary>The limiter as its callers meet it, on the real clock.</summary>
public sealed class GeminiLimiterTests(RedisFixture redis)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_lease_carries_its_reservation_and_what_it_used_is_shown()
    {
        await using var rig = await StartAsync();
        using var lease = await rig.Limiter.AcquireAsync(new(1000, 250), TestContext.Current.CancellationToken).WaitAsync(Bound);
        lease.IsAcquired.ShouldBeTrue();
        lease.TryGetMetadata(GeminiLease.ReservationIdName, out var id).ShouldBeTrue();
        id.ShouldBe(lease.ReservationId);
        await lease.SettleAsync(640);
        await lease.SettleAsync(1);
        await rig.Limiter.TickAsync(CancellationToken.None);

        (await rig.ShownAsync(rig.Keys.GeminiRpm)).ShouldBe("1");
        (await rig.ShownAsync(rig.Keys.GeminiTpm)).ShouldBe("640");
        rig.Limiter.Usage.Tokens.ShouldBe(640);
        var seen = await rig.Reader.ReadAsync(CancellationToken.None);
        (seen with { LongestWait = default }).ShouldBe(rig.Limiter.Usage);
    }

    [Fact]
    public async Task Grants_waits_and_settled_tokens_are_metered()
    {
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == Meters.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => seen.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.Start();
        await using var rig = await StartAsync();
        using var lease = await rig.Limiter.AcquireAsync(new(1000, 250), TestContext.Current.CancellationToken).WaitAsync(Bound);
        await lease.SettleAsync(640);
        await lease.SettleAsync(5);
        await rig.Limiter.ReportAsync(new(GeminiFailure.RateLimited, "429"));

        // Other tests of this run may be metered too.
        seen[Instruments.LimiterGrants.Name].ShouldBeGreaterThanOrEqualTo(1);
        seen[Instruments.LimiterWait.Name].ShouldBeGreaterThan(0);
        seen[Instruments.SettledTokens.Name].ShouldBeGreaterThanOrEqualTo(640);
        seen[Instruments.RateLimited.Name].ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task It_is_a_rate_limiter_like_any_other()
    {
        await using var rig = await StartAsync();
        RateLimiter limiter = rig.Limiter;
        using var refused = limiter.AttemptAcquire(10);
        refused.IsAcquired.ShouldBeFalse();
        using var lease = await limiter.AcquireAsync(10).AsTask().WaitAsync(Bound);
        lease.IsAcquired.ShouldBeTrue();
        limiter.GetStatistics()!.TotalSuccessfulLeases.ShouldBe(1);
    }

    [Fact]
    public async Task Hundreds_of_waiters_can_be_cancelled_and_leave_nothing_behind()
    {
        await using var rig = await StartAsync(rpm: 1);
        using var first = await rig.Limiter.AcquireAsync(new(1, 0), CancellationToken.None).WaitAsync(Bound);
        using var cancel = new CancellationTokenSource();
        var waiters = Enumerable.Range(0, 400).Select(_ => rig.Limiter.AcquireAsync(new(1, 0), cancel.Token)).ToList();
        rig.Limiter.Waiting.ShouldBe(400);
        await cancel.CancelAsync();
        foreach (var waiter in waiters)
        {
            await Should.ThrowAsync<OperationCanceledException>(waiter.WaitAsync(Bound));
        }

        rig.Limiter.Waiting.ShouldBe(0);
        await first.GiveBackAsync();
        using var next = await rig.Limiter.AcquireAsync(new(1, 0), CancellationToken.None).WaitAsync(Bound);
        next.IsAcquired.ShouldBeTrue();
    }

    [Fact]
    public async Task Two_processes_share_one_quota()
    {
        var (url, prefix) = (await redis.UrlAsync(), redis.NewPrefix());
        await using var one = await SharedRig.StartAsync(url, prefix, SharedRig.Options(rpm: 6));
        await using var two = await SharedRig.StartAsync(url, prefix, SharedRig.Options(rpm: 6));
        for (var i = 0; i < 4; i++)
        {
            await one.Limiter.TickAsync(CancellationToken.None);
            await two.Limiter.TickAsync(CancellationToken.None);
        }

        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(12));
        var all = Enumerable.Range(0, 10).Select(i => (i % 2 is 0 ? one : two).Limiter.AcquireAsync(new(10, 0), bound.Token)).ToList();
        await Task.WhenAll(all.Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)));
        all.Count(task => task.IsCompletedSuccessfully).ShouldBeLessThanOrEqualTo(6);
        all.Count(task => task.IsCompletedSuccessfully).ShouldBeGreaterThan(0);
        one.Limiter.Usage.Processes.ShouldBe(2);
    }

    [Fact]
    public async Task A_request_larger_than_the_limit_is_refused()
    {
        await using var rig = await StartAsync();
        var refused = await Should.ThrowAsync<GeminiException>(rig.Limiter.AcquireAsync(new(10_000_001, 0), CancellationToken.None));
        refused.Kind.ShouldBe(GeminiFailure.NoQuota);
        refused.Sent.ShouldBeFalse();
    }

    [Fact]
    public async Task A_429_is_known_to_every_process()
    {
        var (url, prefix) = (await redis.UrlAsync(), redis.NewPrefix());
        await using var one = await SharedRig.StartAsync(url, prefix, SharedRig.Options());
        await using var two = await SharedRig.StartAsync(url, prefix, SharedRig.Options());
        await one.Limiter.TickAsync(CancellationToken.None);
        await one.Limiter.ReportAsync(new(GeminiFailure.RateLimited, "429") { RetryAfter = TimeSpan.FromSeconds(30) });
        await two.Limiter.TickAsync(CancellationToken.None);

        two.Limiter.Usage.FrozenFor.ShouldBeGreaterThan(TimeSpan.FromSeconds(10));
        two.Limiter.Usage.SinceLast429.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_429_calls_back_the_grants_of_other_processes_that_are_not_sent_yet()
    {
        var (url, prefix) = (await redis.UrlAsync(), redis.NewPrefix());
        await using var one = await SharedRig.StartAsync(url, prefix, SharedRig.Options(rpm: 60), time: new FakeTimeProvider(TimeProvider.System.GetUtcNow()));
        await using var two = await SharedRig.StartAsync(url, prefix, SharedRig.Options(rpm: 60));
        await one.Limiter.TickAsync(CancellationToken.None);
        using var sent = await one.Limiter.AcquireAsync(new(1, 0), CancellationToken.None).WaitAsync(Bound);
        using var cancel = new CancellationTokenSource();
        var held = one.Limiter.AcquireAsync(new(1, 0), cancel.Token);
        await UntilAsync(two, () => one.Limiter.Waiting is 0 && two.Limiter.Usage.Requests is 2);

        await two.Limiter.ReportAsync(new(GeminiFailure.RateLimited, "429") { RetryAfter = TimeSpan.FromSeconds(30) });
        await UntilAsync(two, () => one.Limiter.Waiting is 1 && two.Limiter.Usage.Requests is 1);
        held.IsCompleted.ShouldBeFalse();
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(held);
    }

    [Fact]
    public async Task A_request_that_goes_out_late_is_counted_from_then_on_and_one_in_time_is_not_moved()
    {
        var clock = new LeapingTime();
        await using var rig = await SharedRig.StartAsync(await redis.UrlAsync(), redis.NewPrefix(), SharedRig.Options(), time: clock);
        await rig.Limiter.TickAsync(CancellationToken.None);
        using var inTime = await rig.Limiter.AcquireAsync(new(100, 0), CancellationToken.None).WaitAsync(Bound);
        using var late = await rig.Limiter.AcquireAsync(new(100, 0), CancellationToken.None).WaitAsync(Bound);
        var (first, second) = (await rig.CountedFromAsync(inTime.ReservationId!), await rig.CountedFromAsync(late.ReservationId!));

        inTime.WentOut();
        clock.Leap(TimeSpan.FromSeconds(3));
        using var bound = new CancellationTokenSource(Bound);
        while (await rig.CountedFromAsync(late.ReservationId!) == second)
        {
            late.WentOut();
            await rig.Limiter.TickAsync(bound.Token);
        }

        (await rig.CountedFromAsync(late.ReservationId!)).ShouldBeGreaterThan(second);
        (await rig.CountedFromAsync(inTime.ReservationId!)).ShouldBe(first);
        rig.Limiter.Usage.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task A_used_up_day_ends_the_wait_and_says_when_to_come_back()
    {
        await using var rig = await StartAsync();
        await rig.Limiter.TickAsync(CancellationToken.None);
        await rig.Limiter.ReportAsync(new(GeminiFailure.RateLimited, "429") { Quotas = [new("PerDay", QuotaPeriod.Day, QuotaUnit.Requests, null)] });
        var parked = await Should.ThrowAsync<GeminiException>(rig.Limiter.AcquireAsync(new(1, 0), CancellationToken.None).WaitAsync(Bound));

        parked.Kind.ShouldBe(GeminiFailure.NoQuota);
        parked.RetryAfter!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task Without_Redis_the_only_process_goes_on_within_its_limit_and_tells_Redis_when_it_is_back()
    {
        await using var server = await RedisServer.StartAsync();
        var log = new LogLines();
        await using var rig = await SharedRig.StartAsync(server.Url, "", SharedRig.Options(rpm: 3), log);
        using var before = await rig.Limiter.AcquireAsync(new(100, 0), CancellationToken.None).WaitAsync(Bound);
        before.ReservationId.ShouldNotBeNull();
        await server.KillAsync();

        using var alone = await rig.Limiter.AcquireAsync(new(100, 0), CancellationToken.None).WaitAsync(Bound);
        alone.IsAcquired.ShouldBeTrue();
        alone.ReservationId.ShouldBeNull();
        rig.Limiter.IsShared.ShouldBeFalse();
        log.Lines.ShouldContain(line => line.Contains("Redis is away", StringComparison.Ordinal));

        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await Should.ThrowAsync<OperationCanceledException>(rig.Limiter.AcquireAsync(new(100, 0), enough.Token));

        await server.RestartAsync();
        await UntilAsync(rig, () => rig.Limiter.IsShared && rig.Limiter.Usage.Tokens > 0);
        rig.Limiter.Usage.ClosedFor.ShouldBeGreaterThan(TimeSpan.FromSeconds(30));
        (await rig.ShownAsync(rig.Keys.GeminiTpm)).ShouldBe("200");
    }

    /// <summary>Pulses until something holds.</summary>
    private static async Task UntilAsync(SharedRig pulsing, Func<bool> holds)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!holds())
        {
            await pulsing.Limiter.TickAsync(bound.Token);
            await Task.Yield();
        }
    }

    private async Task<SharedRig> StartAsync(int rpm = 1000) =>
        await SharedRig.StartAsync(await redis.UrlAsync(), redis.NewPrefix(), SharedRig.Options(rpm: rpm));
}
