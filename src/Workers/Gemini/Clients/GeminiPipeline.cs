using Microsoft.Extensions.AI;
using Polly;
using Polly.RateLimiting;
using Polly.Retry;
using Polly.Timeout;
using Workers.Gemini.Prices;
using Workers.Gemini.Quota;
using Workers.Hosting.Telemetry;

namespace Workers.Gemini.Clients;

/// <summary>
/// The way of every call of the model, outermost first: repeats, the shared quota, settling, the time limit; then it is sent. So a repeat
/// takes a share of its own, waiting for a share costs nothing of the time limit, and what is settled is what really was sent.
/// </summary>
internal static class GeminiPipeline
{
    private const int MostRateLimited = 10;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <param name="maxSends">How often one call is sent at the most; a 429 counts apart. 1 repeats nothing.</param>
    /// <param name="timeoutOf">How long an answer may take at a tier.</param>
    public static ResiliencePipeline<ChatResponse> Build(GeminiLimiter limiter, Func<ServiceTier, TimeSpan> timeoutOf, int maxSends, TimeProvider time, Random random)
    {
        var pipeline = new ResiliencePipelineBuilder<ChatResponse> { TimeProvider = time };
        if (maxSends > 1)
        {
            // After a 429 it is the limiter's freeze that makes the next send wait.
            pipeline.AddRetry(Again(GeminiFailure.RateLimited, MostRateLimited, TimeSpan.Zero, random));
            pipeline.AddRetry(Again(GeminiFailure.Unavailable, maxSends - 1, TimeSpan.FromSeconds(1), random));
        }

        return pipeline
            .AddRateLimiter(new RateLimiterStrategyOptions { RateLimiter = async turn => await GeminiCall.Of(turn.Context).AcquireAsync(limiter, turn.Context.CancellationToken) })
            .AddStrategy(_ => new Settling(limiter, timeoutOf, time), new Named())
            .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = turn => ValueTask.FromResult(timeoutOf(GeminiCall.Of(turn.Context).Tier)) })
            .Build();
    }

    private static RetryStrategyOptions<ChatResponse> Again(GeminiFailure failure, int times, TimeSpan delay, Random random) => new()
    {
        ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is GeminiException exception && (exception.Kind == failure || (failure is GeminiFailure.Unavailable && exception.IsOfTheTier && GeminiCall.Of(attempt.Context).HasAnotherTier))),
        MaxRetryAttempts = times,
        Delay = delay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        MaxDelay = LongestDelay,
        Randomizer = random.NextDouble,
        DelayGenerator = retry => ValueTask.FromResult(
            failure is GeminiFailure.Unavailable && retry.Outcome.Exception is GeminiException { RetryAfter: { } asked } ? (asked < LongestDelay ? asked : LongestDelay) : (TimeSpan?)null),
    };

    private sealed class Named : ResilienceStrategyOptions;

    /// <summary>Tells the quota what became of a send. A request whose fate is unknown keeps all that it reserved.</summary>
    private sealed class Settling(GeminiLimiter limiter, Func<ServiceTier, TimeSpan> timeoutOf, TimeProvider time) : ResilienceStrategy<ChatResponse>
    {
        protected override async ValueTask<Outcome<ChatResponse>> ExecuteCore<TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<ChatResponse>>> callback, ResilienceContext context, TState state)
        {
            var model = GeminiCall.Of(context).Model;
            using var span = ModelMetrics.Begin(model);
            var sentAt = time.GetTimestamp();
            var outcome = await callback(context, state);
            ModelMetrics.End(span, model, time.GetElapsedTime(sentAt), FailureOf(outcome.Exception));
            switch (outcome)
            {
                case { Result: { } response }:
                    if (response.Usage is { InputTokenCount: { } input } usage)
                    {
                        ModelMetrics.Used(span, model, input, usage.OutputTokenCount ?? 0);
                    }

                    await GeminiCall.Of(context).SettleAsync(response);
                    break;
                case { Exception: GeminiException failure }:
                    if (failure.InputTokens is { } counted)
                    {
                        ModelMetrics.Used(span, model, counted, failure.OutputTokens ?? 0);
                    }

                    await GeminiCall.Of(context).SettleAsync(failure, limiter);
                    break;
                case { Exception: TimeoutRejectedException late }:
                    var call = GeminiCall.Of(context);
                    var tooLate = new GeminiException(GeminiFailure.Unavailable, $"Gemini did not answer within {timeoutOf(call.Tier).TotalSeconds:0} seconds.", late);
                    await call.SettleAsync(tooLate, limiter);
                    return Outcome.FromException<ChatResponse>(tooLate);
            }

            return outcome;
        }

        private static string? FailureOf(Exception? exception) => exception switch
        {
            null => null,
            GeminiException failure => Labels.Word(failure.Kind),
            TimeoutRejectedException => "timeout",
            OperationCanceledException => "cancelled",
            _ => "other",
        };
    }
}
