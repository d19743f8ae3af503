using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Workers.Supervisor.Stopping;

/// <summary>
/// SIGTERM, Ctrl-C and a closed terminal, from the daemon's first moment: the first signal stops claiming (or ends a start that is
/// under way), the second hands back what runs.
/// </summary>
internal sealed partial class StopSignals : IHostLifetime, IDisposable
{
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _asked = new();
    private readonly CancellationTokenSource _hurry = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public StopSignals(ILogger<StopSignals> logger)
    {
        _logger = logger;
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

    internal void Receive(PosixSignal signal)
    {
        switch (Interlocked.Increment(ref _count))
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

    [LoggerMessage(Level = LogLevel.Information, Message = "{Signal}: no new documents; those that run may finish. A second signal hands them back.")]
    private partial void LogFirst(PosixSignal signal);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Signal} again: running documents are handed back.")]
    private partial void LogSecond(PosixSignal signal);
}
