using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Loops;
using Workers.Hosting.Signals;
using Workers.Redis;

namespace Workers.Capacity.Ledger;

/// <summary>
/// Renews everything this process holds: four times within a time to live, and at once when Redis comes back.
/// It must stop after the workers: its stop gives everything back, for good.
/// </summary>
internal sealed partial class ReservationKeeper(
    CapacityLedger ledger, CapacityOptions options, RedisGateway redis, BackgroundLoops loops, TimeProvider time, ILogger<ReservationKeeper> logger) : BackgroundService
{
    private readonly WakeSignal _wake = new(time);
    private readonly RedisNews _news = new();

    /// <summary>One renewal.</summary>
    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        var failure = await ledger.TryRenewAsync(cancellation);
        if (_news.IsNews(failure))
        {
            if (failure is null)
            {
                LogBack();
            }
            else
            {
                LogNotRenewed(failure.Message);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionChanged += Wake;
        try
        {
            await loops.RunAsync("reservations", options.TimeToLive / 4, RenewAsync, stoppingToken);
        }
        finally
        {
            redis.ConnectionChanged -= Wake;
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await ledger.CloseAsync(cancellationToken);
    }

    private async Task RenewAsync(BackgroundLoop loop, CancellationToken stop)
    {
        var wakes = _wake.Listen();
        while (true)
        {
            await loop.PassAsync(RunOnceAsync, stop);
            await wakes.WaitAsync(options.TimeToLive / 4, stop);
        }
    }

    private void Wake(bool connected)
    {
        if (connected)
        {
            _wake.Wake();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reservations cannot be renewed. {Reason} Running documents go on; nothing new starts.")]
    private partial void LogNotRenewed(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reservations are renewed again.")]
    private partial void LogBack();
}
