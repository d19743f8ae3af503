namespace Workers.Support;

/// <summary>A monotonic clock that a test moves; timers still run in real time.</summary>
internal sealed class MonotonicClock : TimeProvider
{
    private long _timestamp = 1_000_000;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _timestamp);

    public void Move(TimeSpan by) => Interlocked.Add(ref _timestamp, by.Ticks);
}
