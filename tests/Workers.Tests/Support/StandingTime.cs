namespace Workers.Support;

/// <summary>A clock that stands still: what waits for it waits for ever.</summary>
internal sealed class StandingTime : TimeProvider
{
    public override long GetTimestamp() => 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Still();

    private sealed class Still : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            // It never runs.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
