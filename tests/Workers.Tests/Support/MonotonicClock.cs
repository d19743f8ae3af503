namespace Workers.Support;

/// <summary>A monotonic clock that a test moves; timers still run in real time.</summary>
internal sealed class MonotonicClock : TimeProvider
{
    private long _timestamp = 1_000_000;

    /// <summary>How far the wall clock is off.</summary>
    public TimeSpan Wrong { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Wrong;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _timestamp);

    public void Move(TimeSpan by) => Interlocked.Add(ref _timestamp, by.Ticks);
}
