using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Hosting.Listener;
using Workers.Hosting.Loops;
using Workers.Hosting.Settings;

namespace Workers.Web;

internal static class WebSetup
{
    /// <summary>The API within a daemon. Where it is not asked for, nothing of it is loaded.</summary>
    public static IServiceCollection AddWeb(this IServiceCollection services, LoadedSettings settings) =>
        settings.Get<WebOptions>().Listen is { } address ? Add(services, settings, address) : services;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IServiceCollection Add(IServiceCollection services, LoadedSettings settings, ListenAddress address) => services.AddHostedService(provider => new WebService(
        settings, address, provider.GetRequiredService<BackgroundLoops>(), provider.GetRequiredService<UnservedPorts>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredService<ILogger<WebService>>()));
}
