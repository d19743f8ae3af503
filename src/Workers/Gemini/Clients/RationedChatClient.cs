using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Polly;
using Workers.Gemini.Quota;

namespace Workers.Gemini.Clients;

/// <summary>Sends each call of any chat client through <see cref="GeminiPipeline"/>.</summary>
internal sealed class RationedChatClient(IChatClient inner, TokenEstimator estimator, ResiliencePipeline<ChatResponse> pipeline) : DelegatingChatClient(inner)
{
    /// <summary>With the repeats and the time limit that are configured.</summary>
    public static RationedChatClient Over(IChatClient inner, GeminiLimiter limiter, TokenEstimator estimator, GeminiOptions options, TimeProvider time, Random random) =>
        new(inner, estimator, GeminiPipeline.Build(limiter, options.TimeoutOf, options.MaxSends, time, random));

    /// <exception cref="GeminiException">The last failure of the call, or no share of the quota.</exception>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = new GeminiCall(InnerClient, estimator, messages as IReadOnlyCollection<ChatMessage> ?? [.. messages], options);
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            call.Enter(context);
            return await pipeline.ExecuteAsync(static async turn => await GeminiCall.Of(turn).SendAsync(turn.CancellationToken), context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }
}
