using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Workers.Supervisor.Stopping;

/// <summary>
/// SIGTERM, Ctrl-C and a closed terminal, from the daemon's first moment: the first signal stops claiming (or ends a start that is
/// under way), the second hands back what runs. What comes within a second of the first is the same wish told twice: a terminal and a
/// program around the daemon both pass one Ctrl-C on.
/// </summary>
internal sealed partial class StopSignals : IHostLifetime, IDisposable
{
    private static readonly TimeSpan Echo = TimeSpan.FromSeconds(1);

    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly PosixSignalRegistration[] _registrations;
    private long _firstAt;
    private int _count;

    public StopSignals(TimeProvider time, ILogger<StopSignals> logger)
    {
        (_time, _logger) = (time, logger);
        PosixSignal[] signals = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGHUP];
        _registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Receive(context.Signal);
        }))];
    }

    /// <summary>Fires at the first signal.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>Fires at the second signal: nobody waits for running documents any more.</summary>
    public CancellationToken Hurry => _hurry.Token;

    /// <summary>False when the daemon ends without a signal: a part of it failed.</summary>
    public bool WasAsked => Volatile.Read(ref _count) > 0;

    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _asked.Dispose();
        _hurry.Dispose();
    }

    /// <summary>An operator's order to stop counts as the first signal, however often it is seen.</summary>
    public void Ask(string order)
    {
        if (!WasAsked)
        {
            LogOrdered(order);
            Receive(PosixSignal.SIGTERM);
        }
    }

    internal void Receive(PosixSignal signal)
    {
        switch (Count())
        {
            case 1:
                LogFirst(signal);
                _asked.Cancel();
                break;
            case 2:
                LogSecond(signal);
                _hurry.Cancel();
                break;
        }
    }

    /// <returns>Which wish to stop this signal is, from 1; 0 for an echo of the first.</returns>
    private int Count()
    {
        lock (_gate)
        {
            if (_count is 1 && _time.GetElapsedTime(_firstAt) < Echo)
            {
                return 0;
            }

            _firstAt = _count is 0 ? _time.GetTimestamp() : _firstAt;
            return ++_count;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "An operator's order counts as a signal: {Order}")]
    private partial void LogOrdered(string order);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Signal}: no new documents; those that run may finish. A second signal hands them back.")]
    private partial void LogFirst(PosixSignal signal);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Signal} again: running documents are handed back.")]
    private partial void LogSecond(PosixSignal signal);
}
