using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Database.Environments;
using Workers.Hosting.Loops;
using Workers.Hosting.Signals;

namespace Workers.Database;

/// <summary>Registers the databases of all environments; those that are disabled are opened when they are served.</summary>
internal static class DatabaseSetup
{
    public static IServiceCollection AddDatabase(this IServiceCollection services, IReadOnlyList<EnvironmentSettings> environments) =>
        services.AddSingleton(provider => new Databases(environments.Select(environment => Create(provider, environment))));

    private static IDatabaseFunctions Create(IServiceProvider provider, EnvironmentSettings environment)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        return provider.GetRequiredService<DisabledEnvironments>().Contains(environment.Name) ? new DeferredDatabase(environment.Name, Open, time) : Open(null);

        IDatabaseFunctions Open(WakeSignal? changed) => DatabaseFactory.Open(
            environment, time, provider.GetRequiredService<ILoggerFactory>(), changed, loops: provider.GetRequiredService<BackgroundLoops>());
    }
}
