using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Capacity;
using Workers.Database;
using Workers.Database.Environments;
using Workers.Documents;
using Workers.Gemini;
using Workers.Hosting;
using Workers.Hosting.Listener;
using Workers.Hosting.Loops;
using Workers.Hosting.Node;
using Workers.Hosting.Settings;
using Workers.Hosting.Startup;
using Workers.Hosting.Telemetry;
using Workers.Jobs;
using Workers.Ocr;
using Workers.Office;
using Workers.Progress;
using Workers.Registre;
using Workers.Steering;
using Workers.Supervisor.Peers;
using Workers.Supervisor.Queue;
using Workers.Supervisor.Rebalancing;
using Workers.Supervisor.Reconciliation;
using Workers.Supervisor.Retention;
using Workers.Supervisor.Slots;
using Workers.Supervisor.Startup;
using Workers.Supervisor.Stopping;

namespace Workers.Supervisor;

internal static class SupervisorSetup
{
    /// <summary>All rooms of the daemon. Hosted services stop in reverse: first the slots, last what renews what they held.</summary>
    public static IServiceCollection AddDaemon(
        this IServiceCollection services, LoadedSettings settings, IReadOnlyList<EnvironmentSettings> environments, Pools pools)
    {
        var data = new DataFolder(settings.Get<HostingOptions>());
        var weights = new EnvironmentWeights(environments);
        return services
            .AddSingleton(data)
            .AddSingleton<UnservedPorts>()
            .AddTelemetry(settings.Get<TelemetryOptions>(), isScraped: settings.Get<ListenerOptions>().Listen is not null)
            .AddListener(settings.Get<ListenerOptions>())
            .AddHostedService<LoopWatch>()
            .AddHostedService<StartMemory>()
            .AddHostedService<ServiceNotices>()
            .AddHostedService<LedgerMembership>()
            .AddCapacity()
            .AddDatabase(environments)
            .AddSteering()
            .AddDocuments(environments)
            .AddSingleton(DiskIdentity.Of(data.Room(DataFolderRule.Paid)))
            .AddSingleton(weights)
            .AddOffice(settings.Get<OfficeOptions>())
            .AddJobs()
            .AddProgress()
            .AddGemini(settings.Get<GeminiOptions>(), pools.HasFlag(Pools.Ocr), weights.Of)
            .AddOcr(settings.Get<OcrOptions>())
            .AddRegistre()
            .AddSupervisor(settings, environments, pools);
    }

    private static IServiceCollection AddSupervisor(
        this IServiceCollection services, LoadedSettings settings, IReadOnlyList<EnvironmentSettings> environments, Pools pools) => services
        .AddSingleton(StopBounds.Of(settings.Get<SupervisorOptions>(), settings.Get<RegistreOptions>(), pools))
        .AddSingleton(provider => new SlotSet(
            provider.GetRequiredService<SupervisorOptions>(), pools, provider.GetRequiredService<DaemonIdentity>().ShortName, provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IHostLifetime>(provider => provider.GetRequiredService<StopSignals>())
        .AddSingleton<LearnedSeconds>()
        .AddSingleton<SharedDepth>()
        .AddSingleton<QueueWatch>()
        .AddSingleton<DaemonDirectory>()
        .AddSingleton<DaemonPeers>()
        .AddSingleton<Reconciler>()
        .AddHostedService(provider => provider.GetRequiredService<Reconciler>())
        .AddSingleton<JobRun>()
        .AddSingleton<IWorkerSource>(provider => new WorkerSource(
            new(provider.GetRequiredService<RegistreWorkerFactory>), new(provider.GetRequiredService<OcrWorkerFactory>)))
        .AddSingleton<SlotRunner>()
        .AddSingleton<QueueWake>()
        .AddHostedService(provider => provider.GetRequiredService<QueueWake>())
        .AddHostedService(provider => RecheckOf(provider, environments))
        .AddSingleton<DiskSweep>()
        .AddSingleton<RetentionLoop>()
        .AddHostedService(provider => provider.GetRequiredService<RetentionLoop>())
        .AddHostedService<UploadRetention>()
        .AddSingleton<ObservedSources>()
        .AddSingleton<DaemonDependencies>()
        .AddSingleton(provider => new Dependencies(() => provider.GetRequiredService<DaemonDependencies>().Look(pools)))
        .AddSingleton<ObservedGauges, SupervisorGauges>()
        .AddSingleton<ObservedGauges, LoopGauges>()
        .AddSingleton<Supervisor>()
        .AddHostedService(provider => provider.GetRequiredService<Supervisor>());

    private static EnvironmentRecheck RecheckOf(IServiceProvider provider, IReadOnlyList<EnvironmentSettings> environments)
    {
        var (time, loggers) = (provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>());
        var logger = loggers.CreateLogger<EnvironmentRecheck>();
        return new(
            provider.GetRequiredService<DisabledEnvironments>(),
            provider.GetRequiredService<Databases>(),
            name => DaemonChecks.Environment(environments.First(environment => environment.Name == name), provider.GetRequiredService<DocumentStores>(), time, loggers, warning => EnvironmentRecheck.LogWarning(logger, warning)),
            provider.GetRequiredService<BackgroundLoops>(),
            logger);
    }
}
