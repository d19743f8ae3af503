namespace Workers.Jobs;

/// <summary>
/// Whether an environment's queue is at rest: for a while nothing waited, ran or changed there, as far as this process saw. A queue at rest is
/// looked at less often; a change that is told wakes it at once.
/// </summary>
internal sealed class QueueRest(TimeProvider time)
{
    private long _stirred = time.GetTimestamp();

    /// <summary>Something waited, ran or changed.</summary>
    public void Stir() => Interlocked.Exchange(ref _stirred, time.GetTimestamp());

    public bool IsAtRest(JobOptions options) => time.GetElapsedTime(Interlocked.Read(ref _stirred)) >= options.RestAfter;

    /// <summary>The longest time between two looks.</summary>
    /// <param name="awake">For a queue that is not at rest.</param>
    /// <param name="times">How many times rarer than claims this look is at rest.</param>
    public TimeSpan Pace(TimeSpan awake, JobOptions options, int times = 1) =>
        IsAtRest(options) && options.RestPoll * times is var resting && resting > awake ? resting : awake;
}
