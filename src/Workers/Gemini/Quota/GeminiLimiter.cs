using System.Threading.RateLimiting;
using Workers.Hosting.Environments;
using Workers.Steering;

namespace Workers.Gemini.Quota;

/// <summary>
/// Requests and input tokens per minute, shared by all processes through Redis. A permit is an input token; every lease is
/// also one request. See README.md for what it promises.
/// </summary>
internal sealed class GeminiLimiter : RateLimiter
{
    private readonly QuotaMember _member;
    private readonly QuotaFreeze _freeze;
    private readonly AcquireLoop _acquiring;
    private readonly Steered<GeminiOptions> _settings;
    private readonly TimeProvider _time;
    private long _granted;
    private long _refused;

    /// <param name="weightOf">How environments share what this process may send; null: equally.</param>
    /// <param name="steering">Where an operator may pause all calls.</param>
    public GeminiLimiter(QuotaMember member, QuotaFreeze freeze, Steered<GeminiOptions> settings, TimeProvider time, Func<TargetEnvironment, int>? weightOf = null, SteeringBoard? steering = null)
    {
        (_member, _freeze, _settings, _time) = (member, freeze, settings, time);
        _acquiring = new(member, weightOf ?? (_ => 1), time, steering is null ? null : () => steering.State.Gemini is not null);
    }

    private GeminiOptions Options => _settings.Current;

    public override TimeSpan? IdleDuration => null;

    /// <summary>As of the last second, with what waits in this process.</summary>
    public GeminiUsage Usage => _member.Own.Usage;

    public bool IsShared => _member.IsUp;

    public int Waiting => _acquiring.Count;

    /// <summary>Waits for the right to send one request.</summary>
    /// <returns>An acquired lease; or a refusal when nothing was free within <c>GEMINI_QUOTA_WAIT_SECONDS</c>.</returns>
    /// <exception cref="GeminiException">Larger than the limit that is configured or in force, or the day's quota is used up.</exception>
    public async Task<GeminiLease> AcquireAsync(QuotaRequest request, CancellationToken cancellation)
    {
        if (request.Tokens > Math.Max(_member.Own.Usage.MaxTokens, Options.MaxTokensPerMinute))
        {
            throw new GeminiException(GeminiFailure.NoQuota, $"The request needs {request.Tokens} input tokens; GEMINI_MAX_TPM allows {Options.MaxTokensPerMinute} a minute.") { Sent = false, IsTooLarge = true };
        }

        var since = _member.Own.Now;
        using var bound = new CancellationTokenSource(Options.QuotaWait, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellation);
        try
        {
            while (true)
            {
                var grant = await _acquiring.WaitAsync(request, since, both.Token);
                if (await HoldAsync(grant, request.Tokens, both.Token))
                {
                    Interlocked.Increment(ref _granted);
                    LimiterMetrics.Granted(request.Environment, _member.Own.Now - since);
                    return new(_member, grant.Id, grant.Counted ?? _member.Own.Sent(request.Tokens), request.Tokens, grant.LateAfter);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && bound.IsCancellationRequested)
        {
            Interlocked.Increment(ref _refused);
            return new(Options.QuotaWait);
        }
    }

    /// <summary>One pulse of this process; see <see cref="LimiterPulse"/>.</summary>
    public async Task TickAsync(CancellationToken cancellation)
    {
        if (await _member.TickAsync(cancellation))
        {
            await _freeze.ListenAsync(cancellation);
        }
    }

    /// <summary>Tells everyone of a 429.</summary>
    public async Task ReportAsync(GeminiException rateLimited)
    {
        LimiterMetrics.RateLimited();
        await _freeze.StopAllAsync(rateLimited);
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
        await _acquiring.DisposeAsync();
        await _freeze.DisposeAsync();
        await _member.LeaveAsync();
        await base.DisposeAsyncCore();
    }

    /// <summary>Waits until the grant may be used.</summary>
    /// <returns>False when it must be asked for again: everything was stopped meanwhile, or this process woke too late.</returns>
    private async Task<bool> HoldAsync(Grant grant, long tokens, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_freeze.Recalled, cancellation);
        try
        {
            var delay = grant.NotBefore - _member.Own.Now;
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, _time, either.Token);
            }

            if (!either.IsCancellationRequested && _member.Own.Now <= grant.NotAfter)
            {
                return true;
            }
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            // Given back below.
        }

        await _member.GiveBackAsync(grant, tokens);
        cancellation.ThrowIfCancellationRequested();
        return false;
    }
}
