using System.Globalization;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Node;
using Workers.Redis;

namespace Workers.Gemini.Quota;

/// <summary>
/// This process's part in the shared limiter: announces itself, keeps its share, mirrors its own sends, tells Redis what it
/// missed, and decides alone while Redis is away.
/// </summary>
internal sealed partial class QuotaMember(LimiterStore store, GeminiOptions options, ProcessIdentity identity, TimeProvider time, ILogger<QuotaMember> log) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _ticking = new(1, 1);
    private readonly Outbox<(string Id, long Used)> _settlements = new((epoch, calls, cancellation) =>
        store.SettleAsync(identity.Name, epoch, calls, cancellation));
    private readonly Outbox<(string Id, long Tokens, long At)> _late = new((epoch, sends, cancellation) =>
        store.CountLateAsync(identity.Name, epoch, [.. sends.Select(send => (send.Id, send.Tokens, time.GetElapsedTime(send.At)))], cancellation));
    private readonly SentWindow _own = new();
    private readonly long _origin = time.GetTimestamp();
    private string _epoch = "";
    private double _share;
    private TimeSpan _contact;
    private TimeSpan _frozenUntil;
    private IReadOnlyList<string> _dead = [];
    private long _operations;

    /// <summary>The process's own clock.</summary>
    public TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>Whether Redis answered last time, and knows this process.</summary>
    public bool IsUp { get; private set; }

    public GeminiUsage Usage { get; private set; } = new() { MaxRequests = options.MaxRequestsPerMinute, MaxTokens = options.MaxTokensPerMinute };

    public string NewId() => string.Create(CultureInfo.InvariantCulture, $"{identity.Name}:{Interlocked.Increment(ref _operations)}");

    public Task<IAsyncDisposable> SubscribeAsync(Action<TimeSpan> onFreeze, CancellationToken cancellation) => store.SubscribeAsync(onFreeze, cancellation);

    /// <summary>One pulse: heartbeat, share, usage; afterwards what Redis has not been told yet.</summary>
    /// <returns>Whether Redis answered.</returns>
    public async Task<bool> TickAsync(CancellationToken cancellation)
    {
        await _ticking.WaitAsync(cancellation);
        try
        {
            var sent = Now;
            var answer = await store.TickAsync(identity.Name, _epoch, _share, leave: false, _dead, cancellation);
            Note(answer.Epoch, sent);
            await TellAsync(cancellation);
            _dead = [.. answer.Missing.Where(identity.KnowsDead)];
            (_share, Usage) = (answer.Share, answer.Usage);
            if (!IsUp)
            {
                IsUp = true;
                LogUp(answer.Share, answer.Usage.Processes);
            }
        }
        catch (Exception exception) when (IsRedisFailure(exception))
        {
            Lost(exception);
        }
        finally
        {
            _ticking.Release();
        }

        return IsUp;
    }

    /// <returns>Null when Redis gave no answer.</returns>
    public async Task<QuotaAnswer?> ReserveAsync(IReadOnlyList<Waiter> waiters, CancellationToken cancellation)
    {
        var sent = Now;
        try
        {
            var answer = await store.ReserveAsync(identity.Name, _epoch, waiters, sent, cancellation);
            Note(answer.Epoch, sent);
            return answer;
        }
        catch (Exception exception) when (IsRedisFailure(exception))
        {
            Lost(exception);
            return null;
        }
    }

    /// <summary>Reports what a call used, now or as soon as Redis answers. -1: never sent.</summary>
    public Task SettleAsync(string id, long used)
    {
        _settlements.Add((id, used));
        return TellNowAsync(_settlements);
    }

    /// <summary>Counts a call from now on, not from when it was granted: it went out later than its grant allows for.</summary>
    /// <param name="id">Null when it was granted without Redis.</param>
    /// <returns>Where it is counted now in this process.</returns>
    public SentWindow.Slot SentLate(string? id, SentWindow.Slot counted, long tokens)
    {
        if (id is not null)
        {
            _late.Add((id, tokens, time.GetTimestamp()));
            _ = TellNowAsync(_late);
        }

        lock (_gate)
        {
            return _own.Move(counted, Now, tokens);
        }
    }

    /// <summary>Stops everyone after a 429; only this process when Redis is away.</summary>
    public async Task<TimeSpan> FreezeAsync(GeminiException cause)
    {
        var daily = cause.Quotas.Any(quota => quota.Period is QuotaPeriod.Day);
        var asked = cause.RetryAfter ?? TimeSpan.Zero;
        TimeSpan stop;
        try
        {
            stop = await store.FreezeAsync(identity.Name, _epoch, asked, daily, Told(cause, QuotaUnit.Requests), Told(cause, QuotaUnit.InputTokens), CancellationToken.None);
        }
        catch (Exception exception) when (IsRedisFailure(exception))
        {
            Lost(exception);
            stop = daily ? WithoutRedis.Longest : TimeSpan.FromTicks(Math.Max(asked.Ticks, TimeSpan.FromSeconds(5).Ticks));
        }

        LogFrozen(stop.TotalSeconds, cause.Message);
        lock (_gate)
        {
            _frozenUntil = Now + stop;
        }

        return stop;
    }

    /// <summary>Counts one more call if it may be sent without Redis, by this process's share and its own last minute.</summary>
    /// <returns>Where it was counted; null when it may not be sent.</returns>
    public SentWindow.Slot? TrySendAlone(long tokens)
    {
        lock (_gate)
        {
            var now = Now;
            var limits = new AloneLimits(
                Math.Min(Usage.MaxRequests, options.MaxRequestsPerMinute),
                Math.Min(Usage.MaxTokens, options.MaxTokensPerMinute),
                Usage.MaxRequestsPerDay - Usage.RequestsToday);
            return now >= _frozenUntil && now - _contact >= Usage.ParkedFor
                && WithoutRedis.MaySend(_share, now - _contact, _own.Sum(now), _own.Untold, tokens, limits)
                ? _own.Add(now, Today, tokens, known: false)
                : null;
        }
    }

    /// <summary>Counts a call that Redis admitted.</summary>
    /// <returns>Where it was counted; its tokens are corrected by <see cref="Correct"/>.</returns>
    public SentWindow.Slot Sent(long tokens)
    {
        lock (_gate)
        {
            return _own.Add(Now, Today, tokens, known: true);
        }
    }

    /// <summary>A grant that nobody uses.</summary>
    public async Task GiveBackAsync(Grant grant, long tokens)
    {
        if (grant.Counted is { } slot)
        {
            Correct(slot, -1, -tokens);
        }

        if (grant.Id is { } id)
        {
            await SettleAsync(id, -1);
        }
    }

    public void Correct(SentWindow.Slot slot, int requests, long tokens)
    {
        lock (_gate)
        {
            _own.Correct(slot, requests, tokens);
        }
    }

    /// <summary>A clean stop: the share is free for others at once.</summary>
    public async Task LeaveAsync()
    {
        try
        {
            if (_epoch.Length > 0)
            {
                await _late.FlushAsync(_epoch, CancellationToken.None);
                await _settlements.FlushAsync(_epoch, CancellationToken.None);
                await store.TickAsync(identity.Name, _epoch, 0, leave: true, [], CancellationToken.None);
            }
        }
        catch (Exception exception) when (IsRedisFailure(exception))
        {
            Lost(exception);
        }
    }

    public void Dispose()
    {
        _ticking.Dispose();
        _settlements.Dispose();
        _late.Dispose();
    }

    private static bool IsRedisFailure(Exception exception) => exception is RedisUnavailableException or RedisRefusedException;

    private static long Told(GeminiException cause, QuotaUnit unit) =>
        cause.Quotas.Where(quota => quota.Period is QuotaPeriod.Minute && quota.Unit == unit).Select(quota => quota.Value ?? 0).DefaultIfEmpty(0).Min();

    private int Today => time.GetUtcNow() is var now ? PacificDay.At(now).Number(now) : 0;

    private void Note(string epoch, TimeSpan sent)
    {
        lock (_gate)
        {
            if (_epoch.Length > 0 && epoch != _epoch)
            {
                _own.Forgotten(Today);
                LogForgotten();
            }

            (_epoch, _contact) = (epoch, sent);
        }
    }

    private async Task TellAsync(CancellationToken cancellation)
    {
        IReadOnlyList<SentWindow.Slot> untold;
        List<(TimeSpan Age, int Requests, long Tokens)> sends;
        long today;
        lock (_gate)
        {
            var now = Now;
            untold = _own.UntoldSlots(now);
            today = _own.Untold;
            sends = [.. untold.Select(slot => (now - slot.Start, slot.Requests, slot.Tokens))];
        }

        if (untold.Count > 0 || today > 0)
        {
            await store.RegisterAsync(identity.Name, _epoch, NewId(), today, sends, cancellation);
            lock (_gate)
            {
                _own.Told(today);
                foreach (var slot in untold)
                {
                    slot.Known = true;
                }
            }
        }

        await _late.FlushAsync(_epoch, cancellation);
        await _settlements.FlushAsync(_epoch, cancellation);
    }

    /// <summary>Tells Redis while it answers; what it was not told is told by a later pulse.</summary>
    private async Task TellNowAsync<T>(Outbox<T> outbox)
    {
        if (IsUp)
        {
            try
            {
                await outbox.FlushAsync(_epoch, CancellationToken.None);
            }
            catch (Exception exception) when (IsRedisFailure(exception))
            {
                Lost(exception);
            }
        }
    }

    private void Lost(Exception exception)
    {
        if (IsUp)
        {
            IsUp = false;
            LogLost(_share, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Gemini's limits are shared through Redis: share {Share:P0}, {Processes} processes")]
    private partial void LogUp(double share, int processes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gemini's limits are no longer shared: Redis is away. This process goes on with its share of {Share:P0} for a bounded time. {Reason}")]
    private partial void LogLost(double share, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis lost its data: no Gemini call for a minute, until every forgotten one is older")]
    private partial void LogForgotten();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gemini calls stand still for {Seconds:0.0} seconds: {Reason}")]
    private partial void LogFrozen(double seconds, string reason);
}
