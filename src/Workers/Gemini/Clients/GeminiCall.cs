using System.Threading.RateLimiting;
using Microsoft.Extensions.AI;
using Polly;
using Workers.Gemini.Api;
using Workers.Gemini.Prices;
using Workers.Gemini.Quota;

namespace Workers.Gemini.Clients;

/// <summary>One call on its way through <see cref="GeminiPipeline"/>: what is sent, and the share of the quota of the send under way.</summary>
internal sealed class GeminiCall(IChatClient wire, TokenEstimator estimator, IReadOnlyCollection<ChatMessage> messages, ChatOptions? options)
{
    private const int LargePart = 100;
    private const int CountError = 50;
    private static readonly ResiliencePropertyKey<GeminiCall> Key = new("workers.gemini.call");

    private readonly CallTags _tags = CallTags.Of(options);
    private readonly long _plain = TokenEstimator.PlainCount(messages, options, CallTags.Of(options).Pages);
    private GeminiLease? _lease;
    private long _expected;
    private bool _wasTurnedAway;

    /// <summary>As it is configured.</summary>
    public string Model => options?.ModelId ?? "";

    /// <summary>Whether the next send goes by another tier than the first.</summary>
    public bool HasAnotherTier => Tier != _tags.Tier;

    /// <summary>The tier of the next send.</summary>
    public ServiceTier Tier => _tags.Hurries && _wasTurnedAway ? ServiceTier.Standard : _tags.Tier;

    public static GeminiCall Of(ResilienceContext context) => context.Properties.GetValue(Key, null!);

    public void Enter(ResilienceContext context) => context.Properties.Set(Key, this);

    /// <summary>Waits for the right to send it once.</summary>
    /// <exception cref="GeminiException">No share was free in time, or it can never be.</exception>
    public async Task<GeminiLease> AcquireAsync(GeminiLimiter limiter, CancellationToken cancellation)
    {
        var (tokens, sigma) = await ExpectAsync(limiter, cancellation);
        _expected = tokens;
        var lease = await limiter.AcquireAsync(new(tokens, sigma, _tags.Environment, _tags.Priority), cancellation);
        if (!lease.IsAcquired)
        {
            lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter);
            throw new GeminiException(GeminiFailure.NoQuota, $"No share of Gemini's quota was free within {retryAfter.TotalSeconds:0} seconds.") { RetryAfter = retryAfter, Sent = false };
        }

        return _lease = lease;
    }

    public Task<ChatResponse> SendAsync(CancellationToken cancellation)
    {
        _tags.Sends?.Send(Tier);
        return wire.GetResponseAsync(messages, (_tags with { WentOut = _lease!.WentOut, Tier = Tier }).On(options?.Clone() ?? new()), cancellation);
    }

    /// <summary>It was answered: what it used is known where the answer says it.</summary>
    public async Task SettleAsync(ChatResponse response)
    {
        if (response.Usage?.InputTokenCount is { } used)
        {
            await _lease!.SettleAsync(used);
            ModelMetrics.Estimated(_expected, used);
            estimator.Learn(_tags.Kind, _plain, used);
        }
    }

    /// <summary>It failed: given back where it was never sent, free where the API refused it, kept as reserved where nobody knows.</summary>
    public async Task SettleAsync(GeminiException failure, GeminiLimiter limiter)
    {
        // A tier that the model does not know is one that it is turned away at.
        _wasTurnedAway |= failure.Kind is GeminiFailure.RateLimited or GeminiFailure.Unavailable || failure.IsOfTheTier;
        _tags.Sends?.Fail(failure);

        if (!failure.Sent)
        {
            await _lease!.GiveBackAsync();
        }
        else if (failure.Kind is GeminiFailure.RateLimited)
        {
            await _lease!.SettleAsync(0);
            await limiter.ReportAsync(failure);
        }
        else if (failure.InputTokens is not null || failure.Kind is GeminiFailure.Invalid or GeminiFailure.Unauthorized or GeminiFailure.Misconfigured)
        {
            await _lease!.SettleAsync(failure.InputTokens ?? 0);
        }
    }

    /// <summary>Estimated; or counted by the API, where a wrong guess would weigh more than a hundredth of a minute.</summary>
    private async Task<(long Tokens, long Sigma)> ExpectAsync(GeminiLimiter limiter, CancellationToken cancellation)
    {
        var estimate = estimator.Estimate(_tags.Kind, _plain);
        if (estimate.Tokens <= limiter.Usage.MaxTokens / LargePart || wire.GetService(typeof(GeminiChatClient)) is not GeminiChatClient gemini)
        {
            return estimate;
        }

        try
        {
            var counted = await gemini.CountTokensAsync(messages, options, cancellation);
            return (counted, counted / CountError);
        }
        catch (GeminiException failure)
        {
            // The estimate serves as well; what the failure says of the project, the request itself will say.
            if (failure.Kind is GeminiFailure.RateLimited)
            {
                await limiter.ReportAsync(failure);
            }

            return estimate;
        }
    }
}
