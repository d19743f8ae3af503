using Microsoft.Extensions.Logging;
using Workers.Capacity;
using Workers.Hosting;
using Workers.Jobs;
using Workers.Supabase;

namespace Workers.Supervisor;

/// <summary>What waits in all environments together.</summary>
internal sealed record QueueView(int Downloads, PoolDemand Ocr)
{
    public static QueueView Empty { get; } = new(0, default);
}

/// <summary>Reads how full the queues are. An environment that does not answer counts as empty until it does.</summary>
internal sealed partial class QueueWatch(JobStores stores, LearnedSeconds learned, TimeProvider time, ILogger<QueueWatch> logger)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(100);
    private readonly HashSet<EnvironmentName> _silent = [];

    public async Task<QueueView> ReadAsync(CancellationToken cancellation)
    {
        var depths = await Task.WhenAll(stores.All.Select(store => ReadAsync(store, cancellation)));
        return new(
            Saturate(depths.Sum(depth => depth.DownloadsReady)),
            new(ModeOf(depths, DocumentSource.Index, WorkerType.IndexOcr), ModeOf(depths, DocumentSource.Acte, WorkerType.ActeOcr)));
    }

    /// <summary>Returns when a queue may have changed, or after <paramref name="atMost"/>; never at once, so that a busy queue is not read without end.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        await Task.Delay(LeastPause, time, cancellation);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(stores.All.Select(store => store.WaitForChangeAsync(atMost, bound.Token)));
        await bound.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    private async Task<QueueDepth> ReadAsync(JobStore store, CancellationToken cancellation)
    {
        try
        {
            var depth = await store.ReadDepthAsync(exact: false, cancellation).WaitAsync(Bound, time, cancellation);
            Say(store.Environment, isSilent: false, "");
            return depth;
        }
        catch (Exception fault) when (fault is DatabaseException or TimeoutException)
        {
            Say(store.Environment, isSilent: true, fault.Message);
            return new([]);
        }
    }

    private ModeDemand ModeOf(IEnumerable<QueueDepth> depths, DocumentSource source, WorkerType type)
    {
        var all = depths.ToList();
        var oldest = all.Max(depth => depth.OldestWait(JobStage.Ocr, source)) ?? TimeSpan.Zero;
        return new(Saturate(all.Sum(depth => depth.OcrReady(source))), learned[type], oldest);
    }

    private static int Saturate(long count) => (int)Math.Min(count, 1_000_000);

    private void Say(EnvironmentName environment, bool isSilent, string reason)
    {
        lock (_silent)
        {
            if (isSilent && _silent.Add(environment))
            {
                LogSilent(environment, reason);
            }
            else if (!isSilent && _silent.Remove(environment))
            {
                LogBack(environment);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: the queue does not answer, nothing new starts there: {Reason}")]
    private partial void LogSilent(EnvironmentName environment, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Environment}: the queue answers again")]
    private partial void LogBack(EnvironmentName environment);
}
