using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Loops;
using Workers.Jobs.Leases;

namespace Workers.Progress;

/// <summary>
/// The one owner of progress. Workers report facts at any rate and never wait; the latest mark of each
/// document leaves for the sinks twice a second. A failing sink costs a log line, never a job.
/// </summary>
internal sealed partial class ProgressPublisher(IEnumerable<ProgressSink> sinks, BackgroundLoops loops, TimeProvider time, ILogger<ProgressPublisher> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SinkLimit = TimeSpan.FromSeconds(3);

    private readonly ProgressSink[] _sinks = [.. sinks];
    private readonly ConditionalWeakTable<RunningJob, Floor> _floors = [];
    private readonly ConcurrentDictionary<RunningJob, ProgressMark> _waiting = new(ReferenceEqualityComparer.Instance);

    /// <param name="stage">One of <see cref="Stages"/>.</param>
    /// <param name="percent">Of the half this claim is for (download or reading), 0–100. A smaller one than before counts as the one before.</param>
    public void Report(RunningJob job, string stage, int percent)
    {
        var floor = _floors.GetValue(job, running => new(Math.Clamp(running.Job.Progress, 0, 100)));
        lock (floor)
        {
            floor.Percent = Math.Max(floor.Percent, ProgressScale.Overall(job.Job.DocumentSource, job.Job.Stage, percent));
            _waiting[job] = new(job.Environment, job.Job.Claim, job.Job.WorkerId, stage, floor.Percent);
        }
    }

    /// <summary>One pass: hands the latest mark of every document that moved to every sink.</summary>
    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        var sending = new List<Task>();
        foreach (var job in _waiting.Keys)
        {
            if (_waiting.TryRemove(job, out var mark))
            {
                sending.AddRange(_sinks.Select(sink => SendAsync(sink, mark, job.Job.DocumentNumber, cancellation)));
            }
        }

        await Task.WhenAll(sending);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RepeatAsync("progress", Interval, RunOnceAsync, stoppingToken);

    private async Task SendAsync(ProgressSink sink, ProgressMark mark, string number, CancellationToken cancellation)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bounded.CancelAfter(SinkLimit);
        try
        {
            await Task.Run(() => sink(mark, bounded.Token), bounded.Token).WaitAsync(SinkLimit, time, cancellation);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            LogNotPublished(logger, failure, number, mark.Claim.Id, mark.Stage, mark.Percent);
        }
        catch (OperationCanceledException)
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Progress of {Number} ({JobId}: {Stage} {Percent} %) did not reach a sink.")]
    private static partial void LogNotPublished(ILogger logger, Exception failure, string number, Guid jobId, string stage, int percent);

    /// <summary>What a document's progress may not go below. Lives as long as its running job.</summary>
    private sealed class Floor(int percent)
    {
        public int Percent { get; set; } = percent;
    }
}
