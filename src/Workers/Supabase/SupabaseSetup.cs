using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Workers.Supabase;

/// <summary>Registers the databases of the environments that are served.</summary>
internal static class SupabaseSetup
{
    public static IServiceCollection AddSupabase(this IServiceCollection services, IReadOnlyList<EnvironmentSettings> environments) =>
        services.AddSingleton(provider => new Databases(environments.Select(environment => DatabaseFactory.Open(
            environment, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()))));
}
