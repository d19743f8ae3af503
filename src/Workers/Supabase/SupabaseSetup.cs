using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Workers.Supabase;

/// <summary>Opens and registers the databases of the environments that are served.</summary>
internal static class SupabaseSetup
{
    public static IServiceCollection AddSupabase(this IServiceCollection services, IReadOnlyList<EnvironmentSettings> environments) =>
        services.AddSingleton(provider => new Databases(environments.Select(environment =>
            Open(environment, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()))));

    /// <summary>Over the database URL where there is one, else over PostgREST. Connects at the first call.</summary>
    public static IDatabaseFunctions Open(EnvironmentSettings environment, TimeProvider time, ILoggerFactory loggers)
    {
        var options = environment.Options;
        return PostgresAddress.TryParse(options.DatabaseUrl, out var address)
            ? new PostgresFunctions(environment.Name, address, time, loggers)
            : new SupabaseFunctions(environment.Name, options.SupabaseUrl!, options.ServiceKey!, time);
    }
}
