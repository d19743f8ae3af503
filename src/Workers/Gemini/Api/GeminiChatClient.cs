using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Workers.Gemini.Clients;
using Workers.Gemini.Prices;

namespace Workers.Gemini.Api;

/// <summary>
/// Gemini over REST (v1beta): one call of a method is one request on the wire. Repeating and rationing are the business
/// of the clients around it. A truncated answer is no failure: its finish reason is <see cref="ChatFinishReason.Length"/>.
/// </summary>
internal sealed class GeminiChatClient(GeminiTransport transport, GeminiOptions settings) : IChatClient
{
    /// <summary>A count that takes longer helps nobody.</summary>
    private static readonly TimeSpan CountBound = TimeSpan.FromSeconds(15);

    private readonly ChatClientMetadata _metadata = new("gemini", settings.BaseUrl, settings.ActeModel);

    /// <exception cref="GeminiException">Any failure.</exception>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var model = ModelOf(options);
        var body = GeminiRequest.Write(messages, options);
        var tags = CallTags.Of(options);
        var (answer, headers) = await transport.ExchangeAsync(
            HttpMethod.Post, $"v1beta/models/{model}:generateContent", body, settings.TimeoutOf(tags.Tier), cancellationToken, tags.WentOut);
        using (answer)
        {
            var tier = headers.TryGetValues("x-gemini-service-tier", out var named) ? Tiers.Read(named.FirstOrDefault()) : null;
            return GeminiAnswer.Read(answer, model, tier ?? tags.Tier);
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    /// <summary>Input tokens of a request as the API counts them. Free, but a request on the wire.</summary>
    /// <exception cref="GeminiException">Any failure.</exception>
    public async Task<long> CountTokensAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellation)
    {
        var model = ModelOf(options);
        var body = GeminiRequest.WriteForCounting(messages, options, model);
        using var answer = await transport.SendAsync(HttpMethod.Post, $"v1beta/models/{model}:countTokens", body, CountBound < settings.RequestTimeout ? CountBound : settings.RequestTimeout, cancellation);
        return GeminiAnswer.CountedTokens(answer) ?? throw new GeminiException(GeminiFailure.Unavailable, "Gemini's count holds no number.");
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // The transport is shared with the Files API and disposed by its owner.
    }

    private string ModelOf(ChatOptions? options) => Uri.EscapeDataString(options?.ModelId ?? settings.ActeModel);
}
