using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Registre.Purchases;
using Workers.Steering;
using Workers.Supervisor.Slots;

namespace Workers.Supervisor.Stopping;

/// <summary>
/// Tells the service manager that the daemon has started, what it does, that it stops, and that all goes on: as long as no background loop hangs. It runs beside
/// the loops, so that none of them can stop it. Registered first: a stop is followed to its end.
/// </summary>
internal sealed partial class ServiceNotices(
    ServiceManager manager, IHostApplicationLifetime life, BackgroundLoops loops, SlotSet slots, PaidSteps paid, SteeringBoard steering, Databases databases, TimeProvider time, ILogger<ServiceNotices> logger)
    : IHostedService, IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private ITimer? _timer;
    private bool _isHungry;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (manager.IsThere)
        {
            life.ApplicationStarted.Register(() =>
            {
                manager.Ready();
                Tell();
            });
            life.ApplicationStopping.Register(() =>
            {
                manager.Stopping();
                Tell();
            });
            var pace = manager.Watchdog is { } watchdog && watchdog / 4 < Pace ? watchdog / 4 : Pace;
            _timer = time.CreateTimer(_ => Tell(), null, pace, pace);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    /// <summary>One notice.</summary>
    internal void Tell()
    {
        var hung = loops.Report().FirstOrDefault(loop => loop.IsHung);
        if (manager.Watchdog is not null && hung is null)
        {
            manager.Feed();
        }
        else if (manager.Watchdog is not null && !_isHungry)
        {
            LogHung(hung!.Name, hung.SecondsSincePass);
        }

        _isHungry = hung is not null;
        if (life.ApplicationStarted.IsCancellationRequested)
        {
            var serves = databases.Environments.Where(databases.Serves).Select(environment => environment.Label()).ToList();
            var (buying, reading) = (steering.State.Find(SteeredWork.Buying), steering.State.Find(SteeredWork.Reading));
            manager.Show(new ServiceStatus(
                life.ApplicationStopping.IsCancellationRequested, serves, slots.All.Count(slot => slot.View().IsBusy), paid.Report(), buying is null || reading is null ? null : buying).Describe());
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The loop {Loop} hangs ({Seconds:0} s): the service manager's watchdog is not fed any more, and ends the daemon")]
    private partial void LogHung(string loop, double seconds);
}
