using Workers.Jobs;
using Workers.Operations.Status;

namespace Workers.Cli.Status;

/// <param name="Ended">At 4 and 5, and plans at 3.</param>
/// <param name="Left">All others that this program knows.</param>
internal sealed record QueueCount(DateTimeOffset At, long Ended, long Left);

/// <summary>How fast documents come to their end while somebody watches (pure).</summary>
/// <param name="First">When the watch began.</param>
/// <param name="Recent">Not older than <see cref="Window"/>, oldest first.</param>
internal sealed record QueuePace(QueueCount First, IReadOnlyList<QueueCount> Recent)
{
    /// <summary>What lies longer ago tells nothing of the present rate.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    // Of less, one document more or less is most of the rate.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(20);

    private QueueCount Last => Recent[^1];

    /// <summary>Documents since the watch began; a retry takes one back.</summary>
    public long Ended => Math.Max(0, Last.Ended - First.Ended);

    public long Left => Last.Left;

    public TimeSpan Watched => Last.At - First.At;

    /// <summary>Documents a minute; null where too little was seen.</summary>
    public double? Rate => Last.At - Recent[0].At < Least ? null : Math.Max(0, Last.Ended - Recent[0].Ended) / (Last.At - Recent[0].At).TotalMinutes;

    /// <summary>When the last one ends at the present rate; null where nothing ends or is left.</summary>
    public DateTimeOffset? End => Rate is { } rate and > 0 && Left > 0 && Left / rate < TimeSpan.FromDays(365).TotalMinutes ? Last.At + TimeSpan.FromMinutes(Left / rate) : null;

    /// <summary>It ends on another day.</summary>
    public bool IsLongOff => End is { } end && end.UtcDateTime.Date != Last.At.UtcDateTime.Date;

    /// <param name="before">Null at the beginning.</param>
    /// <returns>As before where an environment did not answer: what it holds is not known.</returns>
    public static QueuePace? After(QueuePace? before, StatusReport report, DateTimeOffset now)
    {
        if (report.Environments.Count == 0 || report.Environments.Any(environment => environment.Fault is not null))
        {
            return before;
        }

        var rows = report.Environments.SelectMany(environment => environment.Queue).ToList();
        var count = new QueueCount(now, rows.Sum(row => row.Ended), rows.Where(row => row.StatusId is not (JobStatus.OcrComplete or JobStatus.Erreur)).Sum(row => row.Ready + row.Deferred + row.Running));
        return before is null ? new(count, [count]) : before with { Recent = [.. before.Recent.Where(one => now - one.At <= Window), count] };
    }
}
