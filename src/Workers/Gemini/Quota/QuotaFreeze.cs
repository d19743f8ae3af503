using Microsoft.Extensions.Logging;
using Workers.Redis;

namespace Workers.Gemini.Quota;

/// <summary>After a 429 everyone stops: all processes through Redis, and this one's grants that are not used yet are called back.</summary>
internal sealed partial class QuotaFreeze(LimiterStore store, QuotaMember member, ILogger<QuotaFreeze> log) : IAsyncDisposable
{
    private static readonly TimeSpan WaitWithoutRedis = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _subscribing = new(1, 1);
    private CancellationTokenSource _recall = new();
    private IAsyncDisposable? _subscription;

    /// <summary>Fires when grants that are held now must not be used any more.</summary>
    public CancellationToken Recalled => Volatile.Read(ref _recall).Token;

    /// <summary>Stops everyone after a 429; only this process when Redis is away.</summary>
    public async Task StopAllAsync(GeminiException cause)
    {
        var daily = cause.Quotas.Any(quota => quota.Period is QuotaPeriod.Day);
        var asked = cause.RetryAfter ?? TimeSpan.Zero;
        TimeSpan stop;
        try
        {
            stop = await store.FreezeAsync(member.Name, member.Epoch, asked, daily, Told(cause, QuotaUnit.Requests), Told(cause, QuotaUnit.InputTokens), CancellationToken.None);
        }
        catch (Exception exception) when (QuotaMember.IsRedisFailure(exception))
        {
            member.Lost(exception);
            stop = daily ? WithoutRedis.Longest : TimeSpan.FromTicks(Math.Max(asked.Ticks, WaitWithoutRedis.Ticks));
        }

        LogFrozen(stop.TotalSeconds, cause.Message);
        member.Own.Freeze(stop);
        RecallUnusedGrants();
    }

    /// <summary>Hears of the 429s of others from now on. Called at each pulse; the first that gets through counts.</summary>
    public async Task ListenAsync(CancellationToken cancellation)
    {
        if (_subscription is not null)
        {
            return;
        }

        await _subscribing.WaitAsync(cancellation);
        try
        {
            _subscription ??= await store.SubscribeAsync(RecallUnusedGrants, cancellation);
        }
        catch (RedisFailureException)
        {
            // The next pulse tries again; a stop is also seen with the next reservation.
        }
        finally
        {
            _subscribing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_subscription is { } subscription)
        {
            await subscription.DisposeAsync();
        }

        _subscribing.Dispose();
    }

    private void RecallUnusedGrants() => Interlocked.Exchange(ref _recall, new()).Cancel();

    private static long Told(GeminiException cause, QuotaUnit unit) =>
        cause.Quotas.Where(quota => quota.Period is QuotaPeriod.Minute && quota.Unit == unit).Select(quota => quota.Value ?? 0).DefaultIfEmpty(0).Min();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gemini calls stand still for {Seconds:0.0} seconds: {Reason}")]
    private partial void LogFrozen(double seconds, string reason);
}
