using Workers.Hosting.Environments;

namespace Workers.Gemini.Quota;

/// <summary>
/// The waiting calls of this process and the one loop that asks for them: a batch from the head of the line per round trip,
/// in the order that <see cref="FairQueue"/> decides.
/// </summary>
/// <param name="isHeld">Whether an operator holds all calls back; they keep waiting.</param>
internal sealed class AcquireLoop(QuotaMember member, Func<TargetEnvironment, int> weightOf, TimeProvider time, Func<bool>? isHeld = null) : IAsyncDisposable
{
    private const int Batch = 64;
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan UntilLarger = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly FairQueue _queue = new(weightOf);
    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private Task? _pump;
    private Task<bool>? _joining;
    private long _sequence;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>Waits in line. What was granted to a caller that is gone is given back.</summary>
    /// <param name="since">Since when the call waits; keeps its place when it has to wait again.</param>
    /// <exception cref="GeminiException">The day's quota is used up, or the request is larger than what is in force.</exception>
    public async Task<Grant> WaitAsync(QuotaRequest request, TimeSpan since, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var waiter = new Waiter(member.NewId(), request, Interlocked.Increment(ref _sequence), since, weightOf(request.Environment));
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            _queue.Add(waiter);
            _pump ??= Task.Run(PumpAsync, CancellationToken.None);
        }

        Wake();
        await using var registration = cancellation.Register(() =>
        {
            lock (_gate)
            {
                _queue.Remove(waiter);
            }

            waiter.Cancel(cancellation);
        });
        return await waiter.Granted;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Wake();
        if (_pump is { } pump)
        {
            await pump;
        }

        if (_joining is { } joining)
        {
            await joining.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        foreach (var waiter in Peek(int.MaxValue))
        {
            waiter.Cancel(_stop.Token);
        }

        _stop.Dispose();
    }

    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                await _work.WaitAsync(_stop.Token);
                while (Peek(Batch) is { Count: > 0 } batch)
                {
                    var wait = await AskAsync(batch);
                    if (wait > TimeSpan.Zero)
                    {
                        await Task.Delay(wait, time, _stop.Token);
                    }
                }

                await member.ReserveAsync([], _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The process stops; nobody waits any more.
        }
    }

    /// <returns>When to ask again.</returns>
    private async Task<TimeSpan> AskAsync(List<Waiter> batch)
    {
        if (isHeld?.Invoke() is true)
        {
            return AskAgain;
        }

        if (!member.IsUp && !await JoinAsync())
        {
            return AdmitAlone(batch);
        }

        var sent = member.Own.Now;
        var answer = await member.ReserveAsync(batch, _stop.Token);
        if (answer is null)
        {
            return AskAgain;
        }

        if (answer.Verdict is ReserveVerdict.Join)
        {
            await member.TickAsync(_stop.Token);
        }

        if (answer.Verdict is ReserveVerdict.Parked)
        {
            Refuse(Peek(int.MaxValue), $"Gemini's requests of the day are used up; reading goes on in {answer.Wait.TotalMinutes:0} minutes.", answer.Wait);
            return TimeSpan.Zero;
        }

        foreach (var (waiter, (admission, delay)) in batch.Zip(answer.Admitted))
        {
            switch (admission)
            {
                case GrantVerdict.Granted:
                    Hand(waiter, new(waiter.Id, member.Own.Now + delay, sent + delay + Grant.Life));
                    break;
                case GrantVerdict.Stale:
                    waiter.AskAnew(member.NewId());
                    break;
                default:
                    Refuse([waiter], $"The request needs {waiter.Request.Tokens} input tokens, more than are in force for a minute at present.", UntilLarger, isTooLarge: true);
                    break;
            }
        }

        return answer.Wait;
    }

    /// <summary>Asks Redis again without waiting long for it: one that hangs must not hold up what may be sent without it.</summary>
    private async Task<bool> JoinAsync()
    {
        if (_joining is null or { IsCompleted: true })
        {
            _joining = member.TickAsync(_stop.Token);
        }

        await Task.WhenAny(_joining, Task.Delay(Patience, time, _stop.Token));
        return member.IsUp;
    }

    /// <summary>Admits without Redis as many as this process may send, each counted before the next is looked at.</summary>
    private TimeSpan AdmitAlone(List<Waiter> batch)
    {
        foreach (var waiter in batch)
        {
            if (member.Own.TrySendAlone(waiter.Request.Tokens) is not { } counted)
            {
                break;
            }

            var now = member.Own.Now;
            Hand(waiter, new(null, now, now + Grant.Life, counted));
        }

        return AskAgain;
    }

    private void Hand(Waiter waiter, Grant grant)
    {
        lock (_gate)
        {
            _queue.Take(waiter);
        }

        if (!waiter.Grant(grant))
        {
            _ = member.GiveBackAsync(grant, waiter.Request.Tokens);
        }
    }

    /// <summary>Ends the wait of those that no patience helps.</summary>
    private void Refuse(IEnumerable<Waiter> waiters, string why, TimeSpan retryAfter, bool isTooLarge = false)
    {
        foreach (var waiter in waiters)
        {
            lock (_gate)
            {
                _queue.Remove(waiter);
            }

            waiter.Fail(new GeminiException(GeminiFailure.NoQuota, why) { RetryAfter = retryAfter, Sent = false, IsTooLarge = isTooLarge });
        }
    }

    private List<Waiter> Peek(int count)
    {
        lock (_gate)
        {
            return _queue.Peek(count);
        }
    }

    private void Wake()
    {
        try
        {
            _work.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }
}
