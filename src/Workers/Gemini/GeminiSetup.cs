using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Workers.Gemini;

internal static class GeminiSetup
{
    /// <summary>Registers the Files API and the <see cref="IChatClient"/> that OCR speaks to.</summary>
    public static IServiceCollection AddGemini(this IServiceCollection services, GeminiOptions options) => services
        .AddSingleton(options)
        .AddSingleton<GeminiTransport>()
        .AddSingleton<GeminiChatClient>()
        .AddSingleton<GeminiFiles>()
        .AddSingleton<IChatClient>(provider => new RetryingChatClient(
            provider.GetRequiredService<GeminiChatClient>(),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Random>()));
}
