using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Loops;

/// <summary>One loop that runs as long as the process does, and its books. Its passes are made one after the other.</summary>
/// <param name="pace">The longest time between two passes when all is well; null for a loop that only waits for events.</param>
/// <param name="longest">How long a pass may work on something outside, where that is far longer than the pace; null for all others. Such a loop never counts as hung.</param>
internal sealed partial class BackgroundLoop(string name, TimeSpan? pace, TimeProvider time, ILogger logger, TimeSpan? longest = null)
{
    /// <summary>Passes wait for answers, and a busy machine makes them wait more.</summary>
    private static readonly TimeSpan Allowance = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private long _passed = time.GetTimestamp();
    private long _moved = time.GetTimestamp();
    private long? _began;

    /// <summary>What long work took since the last good pass: a pass that did not end well in spite of it is made again at the loop's pace.</summary>
    private TimeSpan _excused;
    private int _failures;
    private long? _failedAt;
    private (string Kind, string Message)? _lastFailure;
    private bool _fails;

    public string Name => name;

    /// <summary>It is measured by its name. One that only waits for events may be a worker's, and is named by an id.</summary>
    private string? Label => pace is null ? null : name;

    /// <summary>A pass ended well.</summary>
    public void Passed()
    {
        bool isBack;
        LoopMetrics.Passed(Label);
        lock (_gate)
        {
            _passed = _moved = time.GetTimestamp();
            _excused = TimeSpan.Zero;
            isBack = _fails;
            _fails = false;
        }

        if (isBack)
        {
            LogBack(name);
        }
    }

    /// <summary>One pass. Whatever it throws is said once and counted, and costs this pass only; a cancellation that was asked for goes on to the caller.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A loop outlives whatever one pass of it meets.")]
    public async Task PassAsync(Func<CancellationToken, Task> pass, CancellationToken stop)
    {
        Began(time.GetTimestamp());
        try
        {
            await pass(stop);
            Passed();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault)
        {
            if (Failed(fault))
            {
                LogFailed(fault.Stack(), name, fault.Message);
            }
        }
        finally
        {
            Began(null);
        }
    }

    public LoopReport Report()
    {
        lock (_gate)
        {
            var since = time.GetElapsedTime(_passed);
            var bound = (3 * pace) + Allowance;
            var isAtLongWork = longest is { } most && _began is { } began && time.GetElapsedTime(began) <= most;
            return new(
                name, Math.Round(since.TotalSeconds, 1), since - _excused > bound && !isAtLongWork, _failures, _lastFailure?.Kind, IsPaced: pace is not null,
                IsHung: longest is null && time.GetElapsedTime(_moved) > bound, IsAtLongWork: isAtLongWork,
                SecondsSinceFailure: _failedAt is { } at ? Math.Round(time.GetElapsedTime(at).TotalSeconds, 1) : null);
        }
    }

    /// <summary>Counts what ended a pass or the loop.</summary>
    /// <returns>Whether it is news: the pass before was good, or ended in another way.</returns>
    public bool Failed(Exception fault)
    {
        var failure = (fault.GetType().Name, fault.Message);
        LoopMetrics.Failed(Label);
        lock (_gate)
        {
            _failures++;
            _failedAt = _moved = time.GetTimestamp();
            var isNews = !_fails || failure != _lastFailure;
            (_lastFailure, _fails) = (failure, true);
            return isNews;
        }
    }

    /// <param name="at">Null: it ended.</param>
    private void Began(long? at)
    {
        if (longest is not { } most)
        {
            return;
        }

        lock (_gate)
        {
            if (_began is { } began && at is null && time.GetElapsedTime(began) is var took && _fails)
            {
                _excused += took < most ? took : most;
            }

            _began = at;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A pass of {Loop} failed; the next one follows: {Why}")]
    private partial void LogFailed(Exception? fault, string loop, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Passes of {Loop} end well again")]
    private partial void LogBack(string loop);
}
