namespace Workers.Database;

/// <summary>Wakes the one claimer of an environment. A change that comes while nobody waits is kept for the next wait.</summary>
internal sealed class ChangeSignal(TimeProvider time)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSource();

    public void Wake()
    {
        lock (_gate)
        {
            _changed.TrySetResult();
        }
    }

    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        Task changed;
        lock (_gate)
        {
            changed = _changed.Task;
        }

        try
        {
            await changed.WaitAsync(atMost, time, cancellation);
        }
        catch (TimeoutException)
        {
            return;
        }

        lock (_gate)
        {
            if (_changed.Task == changed)
            {
                _changed = NewSource();
            }
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
