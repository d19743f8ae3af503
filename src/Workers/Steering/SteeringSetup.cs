using Microsoft.Extensions.DependencyInjection;
using Workers.Database;
using Workers.Hosting.Node;
using Workers.Redis;
using Workers.Steering.Stores;

namespace Workers.Steering;

/// <summary>Registers the board and what keeps it. Register it before whatever begins work: it asks the stores first.</summary>
internal static class SteeringSetup
{
    public static IServiceCollection AddSteering(this IServiceCollection services) => services
        .AddSingleton(provider => new SteeredDaemon(
            provider.GetRequiredService<DaemonIdentity>().Id, BootIdentity.Current().Host, provider.GetRequiredService<RedisOptions>().ServerId))
        .AddSingleton<SteeringBoard>()
        .AddSingleton(typeof(Steered<>))
        .AddSingleton<RedisSteering>()
        .AddSingleton<IReadOnlyList<DatabaseSteering>>(provider =>
        {
            var databases = provider.GetRequiredService<Databases>();
            return [.. databases.Environments.Select(environment => new DatabaseSteering(databases[environment]))];
        })
        .AddSingleton<SteeringLoop>()
        .AddHostedService(provider => provider.GetRequiredService<SteeringLoop>());
}
