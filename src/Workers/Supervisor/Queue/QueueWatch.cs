using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Node;
using Workers.Hosting.Signals;
using Workers.Jobs;

namespace Workers.Supervisor.Queue;

/// <summary>Reads how full the queues are. An environment that does not answer counts as empty until it does.</summary>
internal sealed partial class QueueWatch(JobStores stores, DiskIdentity disk, JobOptions options, TimeProvider time, ILogger<QueueWatch> logger)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(100);

    /// <summary>A count of a long queue takes as long as dozens of claims.</summary>
    private const int PauseOfReading = 9;

    private readonly HashSet<TargetEnvironment> _silent = [];
    private readonly (JobStore Store, WakeListener Changes)[] _changes = [.. stores.All.Select(store => (store, store.Listen()))];
    private readonly ConcurrentDictionary<TargetEnvironment, (long At, EnvironmentQueue Queue)> _read = new();
    private TimeSpan _lastReading;
    private bool _isChanging;

    /// <returns>The queues of all environments that are served and answer.</returns>
    public async Task<IReadOnlyList<EnvironmentQueue>> ReadAsync(CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var queues = await Task.WhenAll(stores.All.Where(store => store.IsServed).Select(store => ReadAsync(store, cancellation)));
        _lastReading = time.GetElapsedTime(began);
        return [.. queues.OfType<EnvironmentQueue>()];
    }

    /// <summary>
    /// Returns when a queue may have changed, or after <paramref name="atMost"/>. The first change after a quiet time is told
    /// at once; a queue that goes on changing is read for a tenth of the time at most.
    /// </summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        await Task.Delay(PauseAfter(_lastReading, _isChanging, atMost), time, cancellation);
        var began = time.GetTimestamp();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(_changes.Select(one => WaitAsync(one.Store, one.Changes, atMost, bound.Token)));
        await bound.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        _isChanging = time.GetElapsedTime(began) < atMost;
    }

    /// <summary>How long nothing is read after a reading, whatever changes.</summary>
    internal static TimeSpan PauseAfter(TimeSpan reading, bool isChanging, TimeSpan atMost) =>
        isChanging ? TimeSpan.FromTicks(Math.Clamp((reading * PauseOfReading).Ticks, LeastPause.Ticks, atMost.Ticks)) : LeastPause;

    private static async Task WaitAsync(JobStore store, WakeListener changes, TimeSpan atMost, CancellationToken cancellation)
    {
        if (await changes.WaitAsync(atMost, cancellation))
        {
            store.Rest.Stir();
        }
    }

    private async Task<EnvironmentQueue?> ReadAsync(JobStore store, CancellationToken cancellation)
    {
        if (_read.TryGetValue(store.Environment, out var last) && time.GetElapsedTime(last.At) < store.Rest.Pace(TimeSpan.Zero, options))
        {
            return last.Queue;
        }

        try
        {
            var depth = await store.ReadDepthAsync(exact: false, cancellation, disk.Id).WaitAsync(Bound, time, cancellation);
            Say(store.Environment, isSilent: false, "");
            var queue = new EnvironmentQueue(
                store.Environment,
                Waiting.Of(depth.DownloadsReady, depth.OldestWait(JobStage.Download), depth.LongestUnclaimed(JobStage.Download)),
                ToRead(depth, DocumentSource.Index),
                ToRead(depth, DocumentSource.Acte));
            _read[store.Environment] = (time.GetTimestamp(), queue);
            return queue;
        }
        catch (Exception fault) when (fault is DatabaseException or TimeoutException)
        {
            _read.TryRemove(store.Environment, out _);
            Say(store.Environment, isSilent: true, fault.Message);
            return null;
        }
    }

    private static Waiting ToRead(QueueDepth depth, DocumentSource source) =>
        Waiting.Of(depth.OcrReady(source), depth.OldestWait(JobStage.Ocr, source), depth.LongestUnclaimed(JobStage.Ocr, source));

    private void Say(TargetEnvironment environment, bool isSilent, string reason)
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
    private partial void LogSilent(TargetEnvironment environment, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Environment}: the queue answers again")]
    private partial void LogBack(TargetEnvironment environment);
}
