using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.Database.Environments;
using Workers.Jobs.Claims;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;

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
            .AddSingleton(provider => new ClaimRequester(
                machineId,
                provider.GetRequiredService<RunningJobs>(),
                provider.GetRequiredService<JobOptions>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ClaimRequester>>()))
            .AddSingleton(provider => new ClaimDispatcher(
                provider.GetRequiredService<JobStores>(),
                provider.GetRequiredService<ClaimRequester>(),
                weights,
                provider.GetRequiredService<JobOptions>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<ClaimDispatcher>>()))
            .AddHostedService<LeaseKeeper>()
            .AddHostedService<JobRescuer>()
            .AddHostedService(provider => provider.GetRequiredService<ClaimDispatcher>());
    }
}
