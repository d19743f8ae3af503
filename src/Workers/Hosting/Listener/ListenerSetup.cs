using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;

namespace Workers.Hosting.Listener;

internal static class ListenerSetup
{
    /// <summary>Where it is not asked for, nothing of a web server is loaded. Needs <see cref="Dependencies"/>.</summary>
    public static IServiceCollection AddListener(this IServiceCollection services, ListenerOptions options) =>
        options.Listen is { } address ? Add(services, address) : services;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static IServiceCollection Add(IServiceCollection services, ListenAddress address) => services.AddSingleton(address).AddHostedService<MetricsListener>();
}
