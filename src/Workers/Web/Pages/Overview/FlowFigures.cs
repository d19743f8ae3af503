using Workers.Jobs;
using Workers.Supervisor;
using Workers.Supervisor.Slots;

namespace Workers.Web.Pages.Overview;

/// <summary>Documents at one status.</summary>
/// <param name="Deferred">Of them, those that wait for their next try.</param>
/// <param name="Oldest">How long the oldest that is ready waits.</param>
internal sealed record FlowFigure(long Documents, long Deferred = 0, TimeSpan? Oldest = null);

/// <summary>The figures of the picture of the status flow (pure).</summary>
/// <param name="Buying">Workers that buy; null where nobody tells.</param>
/// <param name="Reading">Workers that read; null where nobody tells.</param>
internal sealed record FlowFigures(IReadOnlyDictionary<JobStatus, FlowFigure> At, int? Buying, int? Reading)
{
    /// <param name="working">Slots that hold a document of this environment.</param>
    /// <param name="isTold">Redis answered.</param>
    public static FlowFigures Of(IReadOnlyList<QueueGroup> queue, IEnumerable<SlotReport> working, bool isTold)
    {
        var pools = working.Select(slot => slot.Pool).ToList();
        return new(
            Enum.GetValues<JobStatus>().ToDictionary(status => status, status => FigureOf([.. queue.Where(group => group.StatusId == status)])),
            isTold ? pools.Count(pool => pool is Pools.Registre) : null,
            isTold ? pools.Count(pool => pool is not Pools.Registre) : null);
    }

    private static FlowFigure FigureOf(List<QueueGroup> groups)
    {
        var oldest = groups.Where(group => group.Ready > 0).Max(group => group.OldestSeconds);
        return new(
            groups.Sum(group => group.Ready + group.Deferred + group.Running + group.Ended),
            groups.Sum(group => group.Deferred),
            oldest is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }
}
