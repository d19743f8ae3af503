using Workers.Jobs.Outcomes;

namespace Workers.Jobs.Claims;

internal enum OutageNews
{
    None,
    Began,
    Ended,
}

/// <summary>
/// Claims of one environment while something that every document of a stage needs is away: they rest, however long it lasts, and one
/// document at a time is tried, after a pause that grows to a bound, until one is not met by the outage. Guarded by the desk's lock.
/// </summary>
internal sealed class OutageRest(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>The most that a cause may ask for.</summary>
    private static readonly TimeSpan LongestAsked = TimeSpan.FromMinutes(15);

    private readonly Dictionary<JobStage, Outage> _outages = [];

    /// <summary>Which claims rest, what is away, what was met, and how long until a document is tried; zero while one is.</summary>
    public IEnumerable<(JobStage Stage, OutageOf Of, string Why, TimeSpan Left)> Outages => _outages.Select(outage => (outage.Key, outage.Value.Of, outage.Value.Why, LeftOf(outage.Value)));

    /// <summary>Whether nothing may be claimed for this stage now.</summary>
    public bool IsResting(JobStage stage) => _outages.TryGetValue(stage, out var outage) && time.GetElapsedTime(outage.Since) < outage.Pause;

    /// <summary>Whether a claim may bring one document only.</summary>
    public bool IsTrying(JobStage stage) => _outages.ContainsKey(stage);

    /// <summary>A document is claimed to see whether the outage is over; the next one not before another pause.</summary>
    public void Try(JobStage stage)
    {
        if (_outages.TryGetValue(stage, out var outage))
        {
            _outages[stage] = outage with { Since = time.GetTimestamp(), IsTried = true };
        }
    }

    /// <summary>What came of a document: an outage, or anything that shows that there is none; a hand-back for another reason shows neither.</summary>
    public OutageNews Note(JobStage stage, JobOutcome outcome) => outcome switch
    {
        JobOutcome.HandedBack { Reason: HandBackReason.Outage } back => Met(stage, back, back.AvailableAfter ?? TimeSpan.Zero) ? OutageNews.Began : OutageNews.None,
        JobOutcome.HandedBack => OutageNews.None,
        _ => _outages.Remove(stage) ? OutageNews.Ended : OutageNews.None,
    };

    private bool Met(JobStage stage, JobOutcome.HandedBack back, TimeSpan asked)
    {
        var isNews = !_outages.TryGetValue(stage, out var before);
        if (before is { IsTried: false })
        {
            // Of several documents that ran when it began, one counts.
            return false;
        }

        var times = (before?.Times ?? 0) + 1;
        var grown = First * Math.Pow(2, Math.Min(times - 1, 10));
        var bounded = grown < Longest ? grown : Longest;
        var wanted = asked < LongestAsked ? asked : LongestAsked;
        _outages[stage] = new(back.Why, back.Of, times, bounded > wanted ? bounded : wanted, time.GetTimestamp(), IsTried: false);
        return isNews;
    }

    private TimeSpan LeftOf(Outage outage) =>
        outage is { IsTried: false } && outage.Pause - time.GetElapsedTime(outage.Since) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private sealed record Outage(string Why, OutageOf Of, int Times, TimeSpan Pause, long Since, bool IsTried);
}
