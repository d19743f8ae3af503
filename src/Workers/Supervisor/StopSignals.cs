using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Workers.Supervisor;

/// <summary>SIGTERM, Ctrl-C and a closed terminal: the first stops claiming, the second hands back what runs.</summary>
internal sealed partial class StopSignals(IHostApplicationLifetime lifetime, ILogger<StopSignals> logger) : IHostLifetime, IDisposable
{
    private readonly CancellationTokenSource _hurry = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _count;

    /// <summary>Fires at the second signal: nobody waits for running documents any more.</summary>
    public CancellationToken Hurry => _hurry.Token;

    /// <summary>False when the daemon ends without a signal: a part of it failed.</summary>
    public bool WasAsked => Volatile.Read(ref _count) > 0;

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGHUP })
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Receive(context.Signal);
            }));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _hurry.Dispose();
    }

    internal void Receive(PosixSignal signal)
    {
        switch (Interlocked.Increment(ref _count))
        {
            case 1:
                LogFirst(signal);
                lifetime.StopApplication();
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
