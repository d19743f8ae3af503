using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Workers.Hosting.Signals;

public sealed class WakeSignalTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _time = new();
    private readonly WakeSignal _signal;

    public WakeSignalTests() => _signal = new(_time);

    [Fact]
    public async Task Each_listener_hears_a_wake_and_none_takes_it_from_another()
    {
        var (first, second) = (_signal.Listen(), _signal.Listen());
        var waits = new[] { first.WaitAsync(Long, CancellationToken.None), second.WaitAsync(Long, CancellationToken.None) };
        waits.ShouldAllBe(wait => !wait.IsCompleted);

        _signal.Wake();

        await Task.WhenAll(waits).WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_came_while_nobody_waited_is_kept_once()
    {
        var listener = _signal.Listen();
        _signal.Wake();
        _signal.Wake();

        await listener.WaitAsync(Long, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        var next = listener.WaitAsync(Long, CancellationToken.None);

        next.IsCompleted.ShouldBeFalse();
        _time.Advance(Long);
        await next.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_wait_that_was_cancelled_loses_no_wake()
    {
        var listener = _signal.Listen();
        using var stop = new CancellationTokenSource();
        var cancelled = listener.WaitAsync(Long, stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled);

        _signal.Wake();

        await listener.WaitAsync(Long, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
    }
}
