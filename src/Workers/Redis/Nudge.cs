namespace Workers.Redis;

/// <summary>A wait that others can cut short.</summary>
internal sealed class Nudge(TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _signal = new(0);

    public void Set() => _signal.Release();

    /// <summary>Returns after <paramref name="atMost"/>, or at once when nudged, also when that was before the call.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(Task.Delay(atMost, time, bound.Token), _signal.WaitAsync(bound.Token));
        await bound.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    public void Dispose() => _signal.Dispose();
}
