using Microsoft.Extensions.Hosting;

namespace Workers.Hosting.Loops;

/// <summary>Looks at all background loops every few seconds.</summary>
internal sealed class LoopWatch(BackgroundLoops loops, TimeProvider time) : IHostedService, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(_ => loops.SayWhoIsLate(), null, Interval, Interval);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();
}
