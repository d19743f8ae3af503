using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Workers.Hosting.Loops;

public sealed class BackgroundLoopsTests : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);

    private readonly CountedTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly BackgroundLoops _loops;

    public BackgroundLoopsTests() => _loops = Workers.Support.Loops.On(_time);

    public void Dispose() => _stop.Dispose();

    [Fact]
    public async Task A_pass_that_fails_costs_that_pass_and_is_counted()
    {
        var passes = 0;
        var running = _loops.RepeatAsync("renewal", Interval, _ => ++passes == 1 ? throw new FormatException("an odd answer") : Task.CompletedTask, _stop.Token);

        _time.Advance(Interval);
        await UntilAsync(() => passes == 1 && Only().Failures == 1);
        _time.Advance(Interval);
        await UntilAsync(() => passes == 2 && Only().SecondsSincePass == 0);

        Only().ShouldBe(new LoopReport("renewal", 0, false, 1, nameof(FormatException), IsPaced: true, SecondsSinceFailure: Interval.TotalSeconds));
        await StopAsync(running);
    }

    [Fact]
    public async Task Long_work_is_told_as_such_and_is_late_only_beyond_its_time()
    {
        var hold = new TaskCompletionSource();
        var running = _loops.RepeatAsync("canary", Interval, _ => hold.Task, _stop.Token, atOnce: true, longest: TimeSpan.FromMinutes(10));
        _time.Advance(TimeSpan.FromMinutes(9));
        (Only().IsAtLongWork, Only().IsLate, Only().IsHung).ShouldBe((true, false, false));
        Listener.HealthPages.Health(_loops.Report()).ShouldBe(new(200, "ok: 1 loops run\nat long work: canary, 540 s since its last pass\n"));

        _time.Advance(TimeSpan.FromMinutes(2));
        (Only().IsAtLongWork, Only().IsLate, Only().IsHung).ShouldBe((false, true, false));

        hold.SetException(new FormatException("an odd answer"));
        await UntilAsync(() => Only().Failures > 0);
        await StopAsync(running);
    }

    [Fact]
    public async Task Long_work_that_fails_in_its_time_makes_no_loop_late_until_its_next_pass_is_due()
    {
        var hold = new TaskCompletionSource();
        var running = _loops.RepeatAsync("invoices", Interval, _ => hold.Task, _stop.Token, atOnce: true, longest: TimeSpan.FromMinutes(10));
        _time.Advance(TimeSpan.FromMinutes(9));
        hold.SetException(new FormatException("an odd answer"));
        await UntilAsync(() => Only().Failures > 0 && !Only().IsAtLongWork);

        Only().IsLate.ShouldBeFalse();
        await StopAsync(running);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pass_that_does_not_end_hangs_and_one_that_fails_each_time_or_may_take_long_does_not(bool mayTakeLong)
    {
        var hold = new TaskCompletionSource();
        var running = _loops.RepeatAsync("renewal", Interval, _ => hold.Task, _stop.Token, atOnce: true, longest: mayTakeLong ? TimeSpan.Zero : null);
        _time.Advance(TimeSpan.FromSeconds(42));
        Only().IsHung.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));
        Only().IsHung.ShouldBe(!mayTakeLong);
        Only().IsLate.ShouldBeTrue();

        hold.SetException(new FormatException("an odd answer"));
        await UntilAsync(() => Only().Failures > 0);
        Only().IsHung.ShouldBeFalse("a pass that fails has ended");
        Only().IsLate.ShouldBeTrue();
        await StopAsync(running);
    }

    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_is_a_failed_pass_like_any_other()
    {
        var running = _loops.RepeatAsync("renewal", Interval, _ => throw new OperationCanceledException("a client's own time limit"), _stop.Token);

        _time.Advance(Interval);
        await UntilAsync(() => Only().Failures == 1);
        _time.Advance(Interval);
        await UntilAsync(() => Only().Failures == 2);

        running.IsCompleted.ShouldBeFalse();
        await StopAsync(running);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_loop_that_ends_by_itself_is_started_again_ever_more_slowly(bool throws)
    {
        var (lives, deaths) = (0, 0);
        var running = _loops.RunAsync("listener", null, (_, _) => ++lives > 0 && throws ? throw new FormatException() : Task.CompletedTask, _stop.Token, () => deaths++);

        foreach (var (pause, nth) in new[] { 1, 2, 4, 8, 16, 32, 60, 60 }.Select((pause, index) => (pause, index + 1)))
        {
            await UntilAsync(() => _time.Timers == nth);
            (lives, deaths).ShouldBe((nth, nth));
            _time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromTicks(1));
            lives.ShouldBe(nth);
            _time.Advance(TimeSpan.FromTicks(1));
        }

        await UntilAsync(() => _time.Timers == 9);
        Only().Failures.ShouldBe(9);
        await StopAsync(running);
    }

    [Fact]
    public async Task A_loop_that_no_longer_passes_is_late_and_one_that_waits_for_events_never_is()
    {
        var never = new TaskCompletionSource();
        var running = Task.WhenAll(
            _loops.RepeatAsync("renewal", Interval, _ => never.Task, _stop.Token),
            _loops.RunAsync("listener", null, (_, stop) => never.Task.WaitAsync(stop), _stop.Token));

        _time.Advance(TimeSpan.FromSeconds(42));
        _loops.Report().ShouldAllBe(loop => !loop.IsLate);
        _time.Advance(TimeSpan.FromSeconds(1));

        _loops.Report().ShouldBe([new("listener", 43, false, 0, null), new("renewal", 43, true, 0, null, IsPaced: true, IsHung: true)]);
        never.SetResult();
        await UntilAsync(() => _loops.Report().All(loop => !loop.IsLate));
        await StopAsync(running);
    }

    private static Task UntilAsync(Func<bool> holds) =>
        Task.Run(() => SpinWait.SpinUntil(holds, TimeSpan.FromSeconds(20)).ShouldBeTrue(), TestContext.Current.CancellationToken);

    private LoopReport Only() => _loops.Report().ShouldHaveSingleItem();

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        _loops.Report().ShouldBeEmpty();
    }

    private sealed class CountedTime : FakeTimeProvider
    {
        private int _timers;

        public int Timers => Volatile.Read(ref _timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _timers);
            return timer;
        }
    }
}
