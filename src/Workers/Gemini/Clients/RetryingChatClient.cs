using Microsoft.Extensions.AI;
using Polly;
using Polly.Retry;

namespace Workers.Gemini.Clients;

/// <summary>
/// Sends a call again when the API failed in passing, a bounded number of times. It stands outside the limiter, so every
/// send takes its own share of the quota; after a 429 it is the limiter's freeze that makes the next send wait.
/// </summary>
internal sealed class RetryingChatClient(IChatClient inner, GeminiOptions settings, TimeProvider time, Random random) : DelegatingChatClient(inner)
{
    private const int MostRateLimited = 10;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(Again(GeminiFailure.RateLimited, MostRateLimited, TimeSpan.Zero, random))
        .AddRetry(Again(GeminiFailure.Unavailable, Math.Max(1, settings.MaxSends - 1), TimeSpan.FromSeconds(1), random))
        .Build();

    /// <exception cref="GeminiException">The last failure.</exception>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var all = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        if (settings.MaxSends is 1)
        {
            return await InnerClient.GetResponseAsync(all, options, cancellationToken);
        }

        return await _pipeline.ExecuteAsync(async token => await InnerClient.GetResponseAsync(all, options, token), cancellationToken);
    }

    private static RetryStrategyOptions Again(GeminiFailure failure, int times, TimeSpan delay, Random random) => new()
    {
        ShouldHandle = outcome => ValueTask.FromResult(outcome.Outcome.Exception is GeminiException exception && exception.Kind == failure),
        MaxRetryAttempts = times,
        Delay = delay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        MaxDelay = LongestDelay,
        Randomizer = random.NextDouble,
        DelayGenerator = retry => ValueTask.FromResult(
            failure is GeminiFailure.Unavailable && retry.Outcome.Exception is GeminiException { RetryAfter: { } asked } ? (asked < LongestDelay ? asked : LongestDelay) : (TimeSpan?)null),
    };
}
