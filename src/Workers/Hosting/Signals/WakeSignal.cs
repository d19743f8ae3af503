namespace Workers.Hosting.Signals;

/// <summary>Says that something changed, to any number of listeners. What comes while nobody waits is kept, once.</summary>
internal sealed class WakeSignal(TimeProvider time)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = NewSource();
    private long _wakes;

    public void Wake()
    {
        lock (_gate)
        {
            _wakes++;
            _next.SetResult();
            _next = NewSource();
        }
    }

    /// <summary>A listener of its own, which takes nothing from the others. The first wait sees what came since the signal was made.</summary>
    public WakeListener Listen() => new(this);

    /// <param name="seen">The last wake that the listener knows of.</param>
    /// <returns>The last wake there was.</returns>
    internal async Task<long> WaitAsync(long seen, TimeSpan atMost, CancellationToken cancellation)
    {
        Task next;
        lock (_gate)
        {
            if (_wakes != seen)
            {
                return _wakes;
            }

            next = _next.Task;
        }

        // A wait that nothing cut short is the rule, not an exception.
        await next.WaitAsync(atMost, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return _wakes;
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>One loop's wait that a <see cref="WakeSignal"/> cuts short; used by one caller at a time.</summary>
internal sealed class WakeListener(WakeSignal signal)
{
    private long _seen;

    /// <summary>Returns after <paramref name="atMost"/>, or as soon as the signal was given since the last wait ended. Throws for cancellation only.</summary>
    /// <returns>Whether the signal was given.</returns>
    public async Task<bool> WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        var before = _seen;
        _seen = await signal.WaitAsync(before, atMost, cancellation);
        return _seen != before;
    }
}
