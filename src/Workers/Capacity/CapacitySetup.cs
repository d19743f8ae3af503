using Microsoft.Extensions.DependencyInjection;
using Workers.Capacity.Ledger;
using Workers.Capacity.Measurement;
using Workers.Capacity.Planning;
using Workers.Hosting.Node;
using Workers.Redis;
using Workers.Steering;

namespace Workers.Capacity;

/// <summary>Registers the room; <see cref="CapacityOptions"/>, <see cref="RedisGateway"/> and <see cref="RedisKeys"/> come from elsewhere.</summary>
internal static class CapacitySetup
{
    public static IServiceCollection AddCapacity(this IServiceCollection services)
    {
        services.AddSingleton(DaemonIdentity.OfThisStart());
        services.AddSingleton(provider => Identify(provider.GetRequiredService<CapacityOptions>(), provider.GetRequiredService<DaemonIdentity>()));
        services.AddSingleton(provider =>
        {
            var (options, machine) = (provider.GetRequiredService<Steered<CapacityOptions>>(), MachineSize.Measure());
            return new LedgerScripts(
                provider.GetRequiredService<RedisGateway>(), provider.GetRequiredService<RedisKeys>(), provider.GetRequiredService<LedgerDaemonIdentity>(),
                declared: () => Budget.Steered(options, machine));
        });
        services.AddSingleton<CapacityLedger>();
        services.AddSingleton(_ => new MemoryMeter());
        services.AddSingleton<Admission>();
        services.AddSingleton<ReservationKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<ReservationKeeper>());
        return services;
    }

    private static LedgerDaemonIdentity Identify(CapacityOptions options, DaemonIdentity daemon) =>
        new(daemon.Id, BootIdentity.Current(), Budget.Of(options, MachineSize.Measure()), options.TimeToLive);
}
