using Microsoft.Extensions.AI;
using Workers.Gemini.Api;
using Workers.Gemini.Quota;

namespace Workers.Gemini.Clients;

/// <summary>
/// Puts the limiter before any chat client: estimate, acquire, call, settle. One call of a method is one share of the quota.
/// </summary>
internal sealed class LimitedChatClient(IChatClient inner, GeminiLimiter limiter, TokenEstimator estimator) : DelegatingChatClient(inner)
{
    private const int LargePart = 100;
    private const int CountError = 50;

    /// <exception cref="GeminiException">Any failure of the call, or no share of the quota.</exception>
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var all = messages as IReadOnlyCollection<ChatMessage> ?? [.. messages];
        var tags = CallTags.Of(options);
        var plain = TokenEstimator.PlainCount(all, options, tags.Pages);
        var (tokens, sigma) = await ExpectAsync(all, options, tags, plain, cancellationToken);
        using var lease = await limiter.AcquireAsync(new(tokens, sigma, tags.Environment, tags.Priority), cancellationToken);
        if (!lease.IsAcquired)
        {
            lease.TryGetMetadata(System.Threading.RateLimiting.MetadataName.RetryAfter, out var retryAfter);
            throw new GeminiException(GeminiFailure.NoQuota, $"No share of Gemini's quota was free within {retryAfter.TotalSeconds:0} seconds.") { RetryAfter = retryAfter, Sent = false };
        }

        var told = (tags with { WentOut = lease.WentOut }).On(options?.Clone() ?? new());
        var response = await CallAsync(lease, all, told, cancellationToken);
        if (response.Usage?.InputTokenCount is { } used)
        {
            await lease.SettleAsync(used);
            estimator.Learn(tags.Kind, plain, used);
        }

        return response;
    }

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Whole(messages, options, cancellationToken);

    /// <summary>Estimated; or counted by the API, where a wrong guess would weigh more than a hundredth of a minute.</summary>
    private async Task<(long Tokens, long Sigma)> ExpectAsync(
        IReadOnlyCollection<ChatMessage> messages, ChatOptions? options, CallTags tags, long plain, CancellationToken cancellation)
    {
        var estimate = estimator.Estimate(tags.Kind, plain);
        if (estimate.Tokens <= limiter.Usage.MaxTokens / LargePart || InnerClient.GetService(typeof(GeminiChatClient)) is not GeminiChatClient gemini)
        {
            return estimate;
        }

        var counted = await gemini.CountTokensAsync(messages, options, cancellation);
        return (counted, counted / CountError);
    }

    /// <summary>A request whose fate is unknown keeps all that it reserved.</summary>
    private async Task<ChatResponse> CallAsync(GeminiLease lease, IEnumerable<ChatMessage> messages, ChatOptions options, CancellationToken cancellation)
    {
        try
        {
            return await InnerClient.GetResponseAsync(messages, options, cancellation);
        }
        catch (GeminiException exception) when (!exception.Sent)
        {
            await lease.GiveBackAsync();
            throw;
        }
        catch (GeminiException exception) when (exception.Kind is GeminiFailure.RateLimited)
        {
            await lease.SettleAsync(0);
            await limiter.ReportAsync(exception);
            throw;
        }
        catch (GeminiException exception) when (exception.InputTokens is not null || exception.Kind is GeminiFailure.Invalid or GeminiFailure.Unauthorized)
        {
            await lease.SettleAsync(exception.InputTokens ?? 0);
            throw;
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> Whole(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var response = await GetResponseAsync(messages, options, cancellation);
        foreach (var update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }
}
