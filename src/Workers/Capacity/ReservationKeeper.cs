using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Redis;

namespace Workers.Capacity;

/// <summary>Renews everything this process holds: four times within a time to live, and at once when Redis comes back.</summary>
internal sealed partial class ReservationKeeper(
    CapacityLedger ledger, CapacityOptions options, RedisGateway redis, TimeProvider time, ILogger<ReservationKeeper> logger) : BackgroundService
{
    private readonly SemaphoreSlim _soon = new(0);
    private bool _away;

    /// <summary>One renewal.</summary>
    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        var answered = await ledger.RenewAsync(cancellation);
        if (answered == _away)
        {
            _away = !answered;
            if (_away)
            {
                LogAway();
            }
            else
            {
                LogBack();
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionChanged += Wake;
        try
        {
            while (true)
            {
                await RunOnceAsync(stoppingToken);
                await WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        finally
        {
            redis.ConnectionChanged -= Wake;
        }
    }

    public override void Dispose()
    {
        _soon.Dispose();
        base.Dispose();
    }

    private void Wake(bool connected)
    {
        if (connected)
        {
            _soon.Release();
        }
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pause = Task.Delay(options.TimeToLive / 4, time, bound.Token);
        await Task.WhenAny(pause, _soon.WaitAsync(bound.Token));
        await bound.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reservations cannot be renewed: Redis does not answer. Running documents go on; nothing new starts.")]
    private partial void LogAway();

    [LoggerMessage(Level = LogLevel.Information, Message = "Reservations are renewed again.")]
    private partial void LogBack();
}
