using Workers.Hosting.Http;

namespace Workers.Gemini.Api;

/// <param name="MostOutput">Tokens that one answer may have; null where the API does not say.</param>
internal sealed record GeminiModel(string Name, long? MostOutput);

/// <summary>Asks the API what it knows of a model, which costs nothing.</summary>
internal static class GeminiModels
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(15);

    /// <exception cref="GeminiException">It does not exist, the key is refused, or there was no answer.</exception>
    public static async Task<GeminiModel> ReadAsync(GeminiTransport transport, string model, CancellationToken cancellation)
    {
        using ForeignBody told = await transport.SendAsync(HttpMethod.Get, $"v1beta/models/{Uri.EscapeDataString(model)}", null, Bound, cancellation);
        return GeminiJson.Word(told.Object, "name") is { } name ? new(name, GeminiJson.Count(told.Object, "outputTokenLimit"))
            : throw new GeminiException(GeminiFailure.Unavailable, $"Gemini's answer about {model} names no model.");
    }
}
