using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Loops;

/// <summary>One loop that runs as long as the process does, and its books. Its passes are made one after the other.</summary>
/// <param name="pace">The longest time between two passes when all is well; null for a loop that only waits for events.</param>
internal sealed partial class BackgroundLoop(string name, TimeSpan? pace, TimeProvider time, ILogger logger)
{
    /// <summary>Passes wait for answers, and a busy machine makes them wait more.</summary>
    private static readonly TimeSpan Allowance = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private long _passed = time.GetTimestamp();
    private int _failures;
    private (string Kind, string Message)? _lastFailure;
    private bool _fails;

    public string Name => name;

    /// <summary>A pass ended well.</summary>
    public void Passed()
    {
        bool isBack;
        lock (_gate)
        {
            _passed = time.GetTimestamp();
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
                LogFailed(fault, name);
            }
        }
    }

    public LoopReport Report()
    {
        lock (_gate)
        {
            var since = time.GetElapsedTime(_passed);
            return new(name, Math.Round(since.TotalSeconds, 1), pace is { } due && since > (3 * due) + Allowance, _failures, _lastFailure?.Kind);
        }
    }

    /// <summary>Counts what ended a pass or the loop.</summary>
    /// <returns>Whether it is news: the pass before was good, or ended in another way.</returns>
    public bool Failed(Exception fault)
    {
        var failure = (fault.GetType().Name, fault.Message);
        lock (_gate)
        {
            _failures++;
            var isNews = !_fails || failure != _lastFailure;
            (_lastFailure, _fails) = (failure, true);
            return isNews;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A pass of {Loop} failed; the next one follows")]
    private partial void LogFailed(Exception fault, string loop);

    [LoggerMessage(Level = LogLevel.Information, Message = "Passes of {Loop} end well again")]
    private partial void LogBack(string loop);
}
