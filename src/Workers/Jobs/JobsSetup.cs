using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Supabase;

namespace Workers.Jobs;

/// <summary>Registers the queues and what keeps their leases. Register it before the workers: hosted services stop in reverse.</summary>
internal static class JobsSetup
{
    /// <param name="machineId">Names this machine to documents whose bytes lie on it; the same after a reboot.</param>
    public static IServiceCollection AddJobs(this IServiceCollection services, IReadOnlyList<EnvironmentSettings> environments, string machineId)
    {
        var weights = environments.ToDictionary(environment => environment.Name, environment => environment.Weight);
        return services
            .AddSingleton(new ThisMachine(machineId))
            .AddSingleton<JobStores>()
            .AddSingleton<RunningJobs>()
            .AddSingleton<OutcomeWriter>()
            .AddSingleton(provider => new ClaimCall(
                machineId,
                provider.GetRequiredService<RunningJobs>(),
                provider.GetRequiredService<JobOptions>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ClaimCall>>()))
            .AddSingleton(provider => new ClaimDesk(
                provider.GetRequiredService<JobStores>(),
                provider.GetRequiredService<ClaimCall>(),
                weights,
                provider.GetRequiredService<JobOptions>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ClaimDesk>>()))
            .AddHostedService<LeaseKeeper>()
            .AddHostedService<JobRescuer>()
            .AddHostedService(provider => provider.GetRequiredService<ClaimDesk>());
    }
}
