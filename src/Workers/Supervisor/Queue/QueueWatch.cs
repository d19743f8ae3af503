using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Node;
using Workers.Hosting.Signals;
using Workers.Jobs;

namespace Workers.Supervisor.Queue;

/// <summary>Reads how full the queues are, once for all daemons. An environment that does not answer counts as empty until it does.</summary>
internal sealed partial class QueueWatch(JobStores stores, SharedDepth shared, DiskIdentity disk, JobOptions options, TimeProvider time, ILogger<QueueWatch> logger)
{
    /// <summary>The longest that a reading can last.</summary>
    internal static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private static readonly string Hangs = FormattableString.Invariant($"the database did not answer within {Bound.TotalSeconds:0} s: it is busy, hangs or is stopped (SIGSTOP, a full disk), or the way to it is cut");

    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(100);

    /// <summary>A count of a long queue takes as long as dozens of claims.</summary>
    private const int PauseOfReading = 9;

    private readonly ConcurrentDictionary<TargetEnvironment, string> _silent = new();
    private readonly (JobStore Store, WakeListener Changes)[] _changes = [.. stores.All.Select(store => (store, store.Listen()))];
    private readonly ConcurrentDictionary<TargetEnvironment, (long At, TimeSpan Age, EnvironmentQueue Queue)> _read = new();
    private TimeSpan _lastReading;
    private TimeSpan _oldest;
    private TimeSpan _atMost;
    private long _wokenAt;
    private bool _isChanging;
    private bool _wasChanging;
    private bool _isBehind;

    /// <summary>Environments that are served and do not answer, with the reason.</summary>
    public IReadOnlyDictionary<TargetEnvironment, string> Silent => _silent;

    /// <returns>The queues of all environments that are served and answer.</returns>
    public async Task<IReadOnlyList<EnvironmentQueue>> ReadAsync(CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var looks = await Task.WhenAll(stores.All.Where(store => store.IsServed).Select(store => ReadAsync(store, cancellation)));
        var seen = looks.OfType<Seen>().ToList();
        _lastReading = seen.Select(one => one.Took).Append(time.GetElapsedTime(began)).Max();
        _oldest = seen.Select(one => one.Age).Append(TimeSpan.Zero).Max();
        _isBehind = seen.Any(one => one.IsBehind);
        return [.. seen.Select(one => one.Queue)];
    }

    /// <summary>
    /// Returns when a queue may have changed, or after <paramref name="atMost"/>. The first change after a quiet time is told
    /// at once; a queue that goes on changing is read for a tenth of the time at most. Who took another's reading looks again when
    /// that one does, and after a pause where it may lack a change.
    /// </summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellation)
    {
        await Task.Delay(PauseAfter(_lastReading, _isChanging, atMost), time, cancellation);
        _wasChanging = _isChanging;
        _atMost = atMost;
        if (!_isBehind)
        {
            var left = atMost - _oldest > TimeSpan.Zero ? atMost - _oldest : TimeSpan.Zero;
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var first = await Task.WhenAny(_changes.Select(one => WaitAsync(one.Store, one.Changes, left, bound.Token)));
            await bound.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            _isChanging = await first;
            _wokenAt = time.GetTimestamp();
        }
    }

    /// <summary>How long nothing is read after a reading, whatever changes.</summary>
    internal static TimeSpan PauseAfter(TimeSpan reading, bool isChanging, TimeSpan atMost) =>
        isChanging ? TimeSpan.FromTicks(Math.Clamp((reading * PauseOfReading).Ticks, LeastPause.Ticks, atMost.Ticks)) : LeastPause;

    private static async Task<bool> WaitAsync(JobStore store, WakeListener changes, TimeSpan atMost, CancellationToken cancellation)
    {
        var isTold = await changes.WaitAsync(atMost, cancellation);
        if (isTold)
        {
            store.Rest.Stir();
        }

        return isTold;
    }

    private async Task<Seen?> ReadAsync(JobStore store, CancellationToken cancellation)
    {
        var pace = store.Rest.Pace(TimeSpan.Zero, options);
        if (_read.TryGetValue(store.Environment, out var last) && time.GetElapsedTime(last.At) + last.Age < pace)
        {
            return new(last.Queue, TimeSpan.Zero, TimeSpan.Zero, IsBehind: false);
        }

        var look = new DepthLook(_isChanging, _wasChanging, _isChanging ? PauseAfter(_lastReading, isChanging: true, _atMost) : pace > _atMost ? pace : _atMost, _lastReading);
        var sinceWoken = TimeSpan.Zero;
        try
        {
            var began = time.GetTimestamp();
            var (reading, age) = await shared.ReadAsync(
                store.Environment, store.Identity, disk.Id, () => look.MostAge(sinceWoken = time.GetElapsedTime(_wokenAt)), token => AskAsync(store, token), cancellation);
            if (reading.IsStirred)
            {
                store.Rest.Stir();
            }

            Say(store.Environment, isSilent: false, "");
            _read[store.Environment] = (began, age, reading.Queue);
            return new(reading.Queue, age, reading.Took, look.IsBehind(age, sinceWoken));
        }
        catch (Exception fault) when (fault is DatabaseException or TimeoutException)
        {
            _read.TryRemove(store.Environment, out _);
            Say(store.Environment, isSilent: true, fault is TimeoutException ? Hangs : fault.Message);
            return null;
        }
    }

    private async Task<SharedReading> AskAsync(JobStore store, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var depth = await store.ReadDepthAsync(exact: false, cancellation, disk.Id).WaitAsync(Bound, time, cancellation);
        var queue = new EnvironmentQueue(
            store.Environment,
            Waiting.Of(depth.DownloadsReady, depth.OldestWait(JobStage.Download), depth.LongestUnclaimed(JobStage.Download)),
            ToRead(depth, DocumentSource.Index),
            ToRead(depth, DocumentSource.Acte),
            depth.Queue);
        return new(queue, depth.Pinned is false ? null : disk.Id, depth.Queue.Count > 0, time.GetElapsedTime(began));
    }

    private static Waiting ToRead(QueueDepth depth, DocumentSource source) =>
        Waiting.Of(depth.OcrReady(source), depth.OldestWait(JobStage.Ocr, source), depth.LongestUnclaimed(JobStage.Ocr, source));

    private void Say(TargetEnvironment environment, bool isSilent, string reason)
    {
        if (isSilent && _silent.TryAdd(environment, reason))
        {
            LogSilent(environment, reason);
        }
        else if (!isSilent && _silent.TryRemove(environment, out _))
        {
            LogBack(environment);
        }
    }

    /// <param name="Age">How long ago the reading began, where another daemon made it.</param>
    private sealed record Seen(EnvironmentQueue Queue, TimeSpan Age, TimeSpan Took, bool IsBehind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: the queue does not answer, nothing new starts there: {Reason}")]
    private partial void LogSilent(TargetEnvironment environment, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Environment}: the queue answers again")]
    private partial void LogBack(TargetEnvironment environment);
}
