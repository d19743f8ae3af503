using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workers.Gemini.Api;
using Workers.Gemini.Clients;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Hosting.Node;
using Workers.Hosting.Telemetry;
using Workers.Steering;

namespace Workers.Gemini;

internal static class GeminiSetup
{
    /// <summary>
    /// Registers the Files API, the limiter with its pulse, and the <see cref="IChatClient"/> that OCR speaks to: the wire behind
    /// <see cref="GeminiPipeline"/>. Another <see cref="IChatClient"/> takes the place of <see cref="GeminiChatClient"/> by one registration.
    /// </summary>
    /// <param name="takesPart">Whether this process sends anything: only then it joins the others and holds a share of the limits.</param>
    /// <param name="weightOf">How environments share what this process may send; null: equally.</param>
    public static IServiceCollection AddGemini(this IServiceCollection services, GeminiOptions options, bool takesPart, Func<TargetEnvironment, int>? weightOf = null) => services
        .AddSingleton(options)
        .AddSingleton<GeminiTransport>()
        .AddSingleton<GeminiChatClient>()
        .AddSingleton<GeminiFiles>()
        .AddSingleton<TokenEstimator>()
        .AddSingleton(new LimiterScripts())
        .AddSingleton<LimiterStore>()
        .AddSingleton(provider => ProcessIdentity.OfThisProcess(provider.GetRequiredService<Random>()))
        .AddSingleton<QuotaMember>()
        .AddSingleton<QuotaFreeze>()
        .AddSingleton<GeminiUsageReader>()
        .AddSingleton(provider => new GeminiLimiter(
            provider.GetRequiredService<QuotaMember>(), provider.GetRequiredService<QuotaFreeze>(), provider.GetRequiredService<Steered<GeminiOptions>>(),
            provider.GetRequiredService<TimeProvider>(), weightOf, provider.GetRequiredService<SteeringBoard>()))
        .AddPulse(takesPart)
        .AddSingleton<IChatClient>(provider => RationedChatClient.Over(
            provider.GetRequiredService<GeminiChatClient>(),
            provider.GetRequiredService<GeminiLimiter>(),
            provider.GetRequiredService<TokenEstimator>(),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Random>()));

    private static IServiceCollection AddPulse(this IServiceCollection services, bool takesPart) =>
        takesPart ? services.AddSingleton<IHostedService, LimiterPulse>().AddSingleton<ObservedGauges, LimiterGauges>() : services;
}
