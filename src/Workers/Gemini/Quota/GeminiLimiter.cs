using System.Threading.RateLimiting;
using Workers.Hosting.Environments;

namespace Workers.Gemini.Quota;

/// <summary>
/// Requests and input tokens per minute, shared by all processes through Redis. A permit is an input token; every lease is
/// also one request. See README.md for what it promises.
/// </summary>
internal sealed class GeminiLimiter : RateLimiter
{
    private readonly QuotaMember _link;
    private readonly AcquireLoop _line;
    private readonly GeminiOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _subscribing = new(1, 1);
    private CancellationTokenSource _freeze = new();
    private IAsyncDisposable? _subscription;
    private long _granted;
    private long _refused;

    /// <param name="weightOf">How environments share what this process may send; null: equally.</param>
    public GeminiLimiter(QuotaMember link, GeminiOptions options, TimeProvider time, Func<TargetEnvironment, int>? weightOf = null)
    {
        (_link, _options, _time) = (link, options, time);
        _line = new(link, weightOf ?? (_ => 1), time);
    }

    public override TimeSpan? IdleDuration => null;

    /// <summary>As of the last second, with what waits in this process.</summary>
    public GeminiUsage Usage => _link.Usage;

    public bool IsShared => _link.IsUp;

    public int Waiting => _line.Count;

    /// <summary>Waits for the right to send one request.</summary>
    /// <returns>An acquired lease; or a refusal when nothing was free within <c>GEMINI_QUOTA_WAIT_SECONDS</c>.</returns>
    /// <exception cref="GeminiException">Larger than the limit that is configured or in force, or the day's quota is used up.</exception>
    public async Task<GeminiLease> AcquireAsync(QuotaRequest request, CancellationToken cancellation)
    {
        if (request.Tokens > Math.Max(_link.Usage.MaxTokens, _options.MaxTokensPerMinute))
        {
            throw new GeminiException(GeminiFailure.Invalid, $"The request needs {request.Tokens} input tokens; GEMINI_MAX_TPM allows {_options.MaxTokensPerMinute} a minute.") { Sent = false };
        }

        var since = _link.Now;
        using var bound = new CancellationTokenSource(_options.QuotaWait, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellation);
        try
        {
            while (true)
            {
                var grant = await _line.WaitAsync(request, since, both.Token);
                if (await HoldAsync(grant, request.Tokens, both.Token))
                {
                    Interlocked.Increment(ref _granted);
                    GeminiMeter.Granted(request.Environment, _link.Now - since);
                    return new(_link, grant.Id, grant.Counted ?? _link.Sent(request.Tokens), request.Tokens, grant.LateAfter);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && bound.IsCancellationRequested)
        {
            Interlocked.Increment(ref _refused);
            return new(_options.QuotaWait);
        }
    }

    /// <summary>One pulse of this process; see <see cref="LimiterPulse"/>.</summary>
    public async Task TickAsync(CancellationToken cancellation)
    {
        if (await _link.TickAsync(cancellation) && _subscription is null)
        {
            await SubscribeAsync(cancellation);
        }
    }

    /// <summary>Tells everyone of a 429.</summary>
    public async Task ReportAsync(GeminiException rateLimited)
    {
        GeminiMeter.RateLimited();
        await _link.FreezeAsync(rateLimited);
        Thaw();
    }

    public override RateLimiterStatistics GetStatistics() => new()
    {
        CurrentAvailablePermits = Math.Max(0, Usage.MaxTokens - Usage.Tokens),
        CurrentQueuedCount = Waiting,
        TotalSuccessfulLeases = Interlocked.Read(ref _granted),
        TotalFailedLeases = Interlocked.Read(ref _refused),
    };

    /// <summary>Always a refusal: whether something is free can only be asked of Redis.</summary>
    protected override RateLimitLease AttemptAcquireCore(int permitCount) => new GeminiLease(retryAfter: null);

    protected override async ValueTask<RateLimitLease> AcquireAsyncCore(int permitCount, CancellationToken cancellationToken) =>
        await AcquireAsync(new(permitCount, permitCount / 4), cancellationToken);

    protected override async ValueTask DisposeAsyncCore()
    {
        await _line.DisposeAsync();
        if (_subscription is { } subscription)
        {
            await subscription.DisposeAsync();
        }

        await _link.LeaveAsync();
        await base.DisposeAsyncCore();
    }

    /// <summary>Waits until the grant may be used.</summary>
    /// <returns>False when it must be asked for again: everything was stopped meanwhile, or this process woke too late.</returns>
    private async Task<bool> HoldAsync(Grant grant, long tokens, CancellationToken cancellation)
    {
        var freeze = Volatile.Read(ref _freeze).Token;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(freeze, cancellation);
        try
        {
            var delay = grant.NotBefore - _link.Now;
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, _time, either.Token);
            }

            if (!either.IsCancellationRequested && _link.Now <= grant.NotAfter)
            {
                return true;
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Given back below.
        }

        await _link.GiveBackAsync(grant, tokens);
        cancellation.ThrowIfCancellationRequested();
        return false;
    }

    /// <summary>Calls back every grant that is not used yet.</summary>
    private void Thaw() => Interlocked.Exchange(ref _freeze, new()).Cancel();

    private async Task SubscribeAsync(CancellationToken cancellation)
    {
        await _subscribing.WaitAsync(cancellation);
        try
        {
            _subscription ??= await _link.SubscribeAsync(_ => Thaw(), cancellation);
        }
        catch (Redis.RedisUnavailableException)
        {
            // The next pulse tries again; a stop is also seen with the next reservation.
        }
        finally
        {
            _subscribing.Release();
        }
    }
}
