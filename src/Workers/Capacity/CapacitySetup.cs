using Microsoft.Extensions.DependencyInjection;
using Workers.Capacity.Ledger;
using Workers.Capacity.Measurement;
using Workers.Capacity.Planning;
using Workers.Hosting.Node;
using Workers.Redis;

namespace Workers.Capacity;

/// <summary>Registers the room; <see cref="CapacityOptions"/>, <see cref="RedisGateway"/> and <see cref="RedisKeys"/> come from elsewhere.</summary>
internal static class CapacitySetup
{
    public static IServiceCollection AddCapacity(this IServiceCollection services)
    {
        services.AddSingleton(provider => Identify(provider.GetRequiredService<CapacityOptions>()));
        services.AddSingleton<LedgerScripts>();
        services.AddSingleton<CapacityLedger>();
        services.AddSingleton(_ => new MemoryMeter());
        services.AddSingleton<Admission>();
        services.AddSingleton<ReservationKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<ReservationKeeper>());
        return services;
    }

    private static LedgerDaemonIdentity Identify(CapacityOptions options)
    {
        var machine = MachineIdentity.Current();
        var budget = Budget.Of(options, MachineSize.Measure());
        return new($"{machine.Host}-{Environment.ProcessId}-{Guid.NewGuid():N}", machine, budget, options.TimeToLive);
    }
}
