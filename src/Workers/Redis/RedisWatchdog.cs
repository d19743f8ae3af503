using Microsoft.Extensions.Logging;
using Workers.Hosting.Loops;
using Workers.Hosting.Signals;

namespace Workers.Redis;

/// <summary>
/// Asks Redis every second, and at once when the client saw the connection break. The client never notices a server that
/// stopped answering: after two lost pings the connection is replaced.
/// </summary>
internal sealed partial class RedisWatchdog(RedisGateway gateway, RedisOptions options, BackgroundLoops loops, TimeProvider time, ILogger<RedisWatchdog> logger) : IAsyncDisposable
{
    private const int LostPingsBeforeReopening = 2;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly WakeSignal _wake = new(time);
    private readonly Lock _gate = new();
    private Task _loop = Task.CompletedTask;
    private volatile bool _connected = true;
    private int _lost;

    public event Action<bool>? Changed;

    public bool IsConnected => _connected;

    public void Start() => _loop = Task.Run(() => loops.RunAsync("redis", Pause, LoopAsync, _stop.Token));

    /// <summary>The client saw the connection break.</summary>
    public void Broke(string why)
    {
        Become(connected: false, why);
        _wake.Wake();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private async Task LoopAsync(BackgroundLoop loop, CancellationToken stop)
    {
        var wakes = _wake.Listen();
        while (true)
        {
            await wakes.WaitAsync(Pause, stop);
            await loop.PassAsync(RunOnceAsync, stop);
        }
    }

    private async Task RunOnceAsync(CancellationToken cancellation)
    {
        try
        {
            await gateway.PingAsync(cancellation);
            _lost = 0;
            Become(connected: true, null);
        }
        catch (RedisFailureException failure)
        {
            Become(connected: false, failure.Message);
            if (++_lost >= LostPingsBeforeReopening)
            {
                await TryReopenAsync(cancellation);
            }
        }
    }

    private async Task TryReopenAsync(CancellationToken cancellation)
    {
        try
        {
            await gateway.ReopenAsync(cancellation);
            await gateway.PingAsync(cancellation);
            _lost = 0;
            Become(connected: true, null);
        }
        catch (RedisFailureException failure)
        {
            LogStillAway(options.Url, failure.Message);
        }
    }

    private void Become(bool connected, string? why)
    {
        lock (_gate)
        {
            if (_connected == connected)
            {
                return;
            }

            _connected = connected;
        }

        if (connected)
        {
            LogBack(options.Url);
        }
        else
        {
            LogAway(options.Url, why ?? "");
        }

        Changed?.Invoke(connected);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis at {Address} is away: {Why} Nothing new starts until it is back.")]
    private partial void LogAway(RedisAddress address, string why);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Redis at {Address} is still away: {Why}")]
    private partial void LogStillAway(RedisAddress address, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis at {Address} is back.")]
    private partial void LogBack(RedisAddress address);
}
