using System.Globalization;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Node;
using Workers.Redis;
using Workers.Steering;

namespace Workers.Gemini.Quota;

/// <summary>
/// This process as one of those that share the quota: it announces itself, asks for grants, and tells Redis what it used, now or as soon
/// as Redis answers. What it may do meanwhile is <see cref="OwnShare"/>'s matter.
/// </summary>
internal sealed partial class QuotaMember(LimiterStore store, Steered<GeminiOptions> options, ProcessIdentity identity, TimeProvider time, ILogger<QuotaMember> log) : IDisposable
{
    private readonly Lock _noting = new();
    private readonly SemaphoreSlim _ticking = new(1, 1);
    private readonly Outbox<(string Id, long Used)> _settlements = new((epoch, calls, cancellation) =>
        store.SettleAsync(identity.Name, epoch, calls, cancellation));
    private readonly Outbox<(string Id, long Tokens, long At)> _late = new((epoch, sends, cancellation) =>
        store.CountLateAsync(identity.Name, epoch, [.. sends.Select(send => (send.Id, send.Tokens, time.GetElapsedTime(send.At)))], cancellation));
    private IReadOnlyList<string> _dead = [];
    private long _operations;

    /// <summary>As the others know it.</summary>
    public string Name => identity.Name;

    /// <summary>The life of Redis' data that this process knows; empty before the first answer.</summary>
    public string Epoch { get; private set; } = "";

    /// <summary>What this process sent, and may send alone.</summary>
    public OwnShare Own { get; } = new(options, time);

    /// <summary>Whether Redis answered last time, and knows this process.</summary>
    public bool IsUp { get; private set; }

    public string NewId() => string.Create(CultureInfo.InvariantCulture, $"{identity.Name}:{Interlocked.Increment(ref _operations)}");

    /// <summary>One pulse: heartbeat, share, usage; afterwards what Redis has not been told yet.</summary>
    /// <returns>Whether Redis answered.</returns>
    public async Task<bool> TickAsync(CancellationToken cancellation)
    {
        await _ticking.WaitAsync(cancellation);
        try
        {
            var sent = Own.Now;
            var answer = await store.TickAsync(Name, Epoch, Own.Part, leave: false, _dead, cancellation);
            Note(answer.Epoch, sent);
            await TellAsync(cancellation);
            _dead = [.. answer.Missing.Where(identity.KnowsDead)];
            Own.Learn(answer.Share, answer.Usage);
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
        var sent = Own.Now;
        try
        {
            var answer = await store.ReserveAsync(Name, Epoch, waiters, sent, cancellation);
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

        return Own.Move(counted, tokens);
    }

    /// <summary>A grant that nobody uses.</summary>
    public async Task GiveBackAsync(Grant grant, long tokens)
    {
        if (grant.Counted is { } slot)
        {
            Own.Correct(slot, -1, -tokens);
        }

        if (grant.Id is { } id)
        {
            await SettleAsync(id, -1);
        }
    }

    /// <summary>A clean stop: the share is free for others at once.</summary>
    public async Task LeaveAsync()
    {
        try
        {
            if (Epoch.Length > 0)
            {
                await _late.FlushAsync(Epoch, CancellationToken.None);
                await _settlements.FlushAsync(Epoch, CancellationToken.None);
                await store.TickAsync(Name, Epoch, 0, leave: true, [], CancellationToken.None);
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

    public static bool IsRedisFailure(Exception exception) => exception is RedisFailureException;

    /// <summary>Redis did not answer: others are no longer counted on.</summary>
    public void Lost(Exception exception)
    {
        if (IsUp)
        {
            IsUp = false;
            LogLost(Own.Part, exception.Message);
        }
    }

    private void Note(string epoch, TimeSpan asked)
    {
        lock (_noting)
        {
            var hasForgotten = Epoch.Length > 0 && epoch != Epoch;
            if (hasForgotten)
            {
                LogForgotten();
            }

            Epoch = epoch;
            Own.Heard(asked, hasForgotten);
        }
    }

    private async Task TellAsync(CancellationToken cancellation)
    {
        var untold = Own.FindUntold();
        if (!untold.IsNothing)
        {
            var epoch = Epoch;
            await store.RegisterAsync(Name, epoch, NewId(), untold.Today, untold.Sends, cancellation);
            lock (_noting)
            {
                // What was told to an epoch that is lost by now must be told again.
                if (Epoch == epoch)
                {
                    Own.Told(untold);
                }
            }
        }

        await _late.FlushAsync(Epoch, cancellation);
        await _settlements.FlushAsync(Epoch, cancellation);
    }

    /// <summary>Tells Redis while it answers; what it was not told is told by a later pulse.</summary>
    private async Task TellNowAsync<T>(Outbox<T> outbox)
    {
        if (IsUp)
        {
            try
            {
                await outbox.FlushAsync(Epoch, CancellationToken.None);
            }
            catch (Exception exception) when (IsRedisFailure(exception))
            {
                Lost(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Gemini's limits are shared through Redis: share {Share:P0}, {Processes} processes")]
    private partial void LogUp(double share, int processes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gemini's limits are no longer shared: Redis is away. This process goes on with its share of {Share:P0} for a bounded time. {Reason}")]
    private partial void LogLost(double share, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis lost its data: no Gemini call for a minute, until every forgotten one is older")]
    private partial void LogForgotten();
}
