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
    private volatile string? _noWrites;
    private volatile Tuple<TimeSpan>? _ahead;
    private bool _isClockTold;
    private int _lost;

    public event Action<bool>? Changed;

    public bool IsConnected => _connected;

    /// <summary>Why Redis, which answers, takes no writes; null while it does, and while it does not answer.</summary>
    public string? WhyNoWrites => _connected ? _noWrites : null;

    /// <summary>How far Redis' clock is ahead of this process'; null where it is not known.</summary>
    public TimeSpan? ClockAhead => _connected ? _ahead?.Item1 : null;

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
            _noWrites = await FindNoWritesAsync(cancellation);
            await CompareClocksAsync(cancellation);
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

    /// <summary>By Redis' clock leases, quotas and days are decided; what this process says of times is by its own.</summary>
    private async Task CompareClocksAsync(CancellationToken cancellation)
    {
        try
        {
            _ahead = new(await RedisClock.AheadAsync(gateway, time, cancellation));
        }
        catch (RedisFailureException)
        {
            _ahead = null;
        }

        var ahead = _ahead?.Item1;
        var isWrong = RedisClock.IsWrong(ahead);
        if (isWrong && !_isClockTold)
        {
            LogClock(ahead!.Value.Duration().TotalSeconds, ahead > TimeSpan.Zero ? "behind" : "ahead of");
        }

        _isClockTold = isWrong;
    }

    /// <summary>A server that is out of memory, or cannot write to its disk, answers a ping as any other. One that gives no answer is told by the next ping.</summary>
    private async Task<string?> FindNoWritesAsync(CancellationToken cancellation)
    {
        try
        {
            await gateway.CheckWritesAsync(cancellation);
            return null;
        }
        catch (RedisUnavailableException failure)
        {
            return failure.Silence is RedisSilence.OutOfMemory or RedisSilence.TakesNoWrites ? failure.Message : null;
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "This machine's clock is {Seconds:0} s {Direction} that of Redis. Let the clocks of both be synchronised (timedatectl).")]
    private partial void LogClock(double seconds, string direction);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Redis at {Address} is still away: {Why}")]
    private partial void LogStillAway(RedisAddress address, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Redis at {Address} is back.")]
    private partial void LogBack(RedisAddress address);
}
