using Microsoft.Extensions.DependencyInjection;
using Workers.Database.Environments;
using Workers.Hosting.Environments;
using Workers.Hosting.Node;
using Workers.Jobs.Changes;
using Workers.Jobs.Claims;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;

namespace Workers.Jobs;

/// <summary>
/// Registers the queues and what keeps their leases; needs <see cref="DiskIdentity"/> and <see cref="EnvironmentWeights"/>. Register it
/// before the workers: hosted services stop in reverse.
/// </summary>
internal static class JobsSetup
{
    public static IServiceCollection AddJobs(this IServiceCollection services) => services
        .AddSingleton<JobStores>()
        .AddSingleton<RunningJobs>()
        .AddSingleton<OutcomeWriter>()
        .AddSingleton<JobRescuer>()
        .AddSingleton<ClaimRequester>()
        .AddSingleton<ParkingLot>()
        .AddSingleton(provider => ActivatorUtilities.CreateInstance<ClaimDispatcher>(provider, (Func<TargetEnvironment, int>)provider.GetRequiredService<EnvironmentWeights>().Of))
        .AddHostedService<LeaseKeeper>()
        .AddHostedService(provider => provider.GetRequiredService<JobRescuer>())
        .AddHostedService<ParkingLoop>()
        .AddHostedService<BulkChangeLoop>()
        .AddHostedService(provider => provider.GetRequiredService<ClaimDispatcher>());
}
