using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Simulators.Servers;
using Workers.Capacity.Ledger;
using Workers.Database.Environments;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Hosting.Settings;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Redis;
using Workers.Supervisor;
using Workers.Supervisor.Slots;
using Workers.Supervisor.Stopping;

namespace Workers.Benchmarks.Queue;

/// <summary>The daemon's own registrations in this process, over real servers, with workers that have nothing to do.</summary>
internal sealed class DaemonWorld : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly RedisGateway _redis;
    private readonly string _folder;

    private DaemonWorld(IHost host, RedisGateway redis, string folder) => (_host, _redis, _folder) = (host, redis, folder);

    /// <param name="environment">How the queue is reached: the settings of the environment "dev" without their DEV_.</param>
    /// <param name="onClaimed">Called by the worker with the document and the time at which it got it.</param>
    public static async Task<DaemonWorld> StartAsync(
        RedisServer server, IReadOnlyDictionary<string, string> environment, int slots, Action<ClaimedJob, long> onClaimed)
    {
        var folder = Directory.CreateTempSubdirectory("workers-benchmark-").FullName;
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["REDIS_URL"] = server.Url,
            ["REDIS_KEY_PREFIX"] = Guid.NewGuid().ToString("N") + ":",
            ["WORKERS_DATA_PATH"] = folder,
            ["GEMINI_API_KEY"] = "benchmark",
            ["WORKER_COUNT"] = slots.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["SERVER_MAX_CPU"] = "1000",
            ["SERVER_MAX_RAM"] = "1000",
            ["SHUTDOWN_GRACE_SECONDS"] = "5",
        };
        foreach (var (name, value) in environment)
        {
            values["DEV_" + name] = value;
        }

        var settings = LoadedSettings.Load(new(values, null, []));
        var dev = new EnvironmentSettings(TargetEnvironment.Dev, settings.Get<EnvironmentOptions>(TargetEnvironment.Dev));
        var redis = await RedisGateway.ConnectAsync(settings.Get<RedisOptions>(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        settings.AddTo(builder.Services)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new Random(1))
            .AddSingleton(redis)
            .AddSingleton<BackgroundLoops>()
            .AddSingleton(new StopSignals(TimeProvider.System, NullLogger<StopSignals>.Instance))
            .AddSingleton(new RedisKeys(settings.Get<RedisOptions>()))
            .AddSingleton(new DisabledEnvironments(new Dictionary<TargetEnvironment, string>()))
            .AddDaemon(settings, [dev], Pools.Registre)
            .AddSingleton<IWorkerSource>(new IdleWorkers(onClaimed));
        var world = new DaemonWorld(builder.Build(), redis, folder);
        await world._host.Services.GetRequiredService<CapacityLedger>().OpenAsync(CancellationToken.None);
        await redis.ExecuteAsync(
            "HSET", [(StackExchange.Redis.RedisKey)new RedisKeys(settings.Get<RedisOptions>()).LedgerState, "opensAt", "0"], CancellationToken.None);
        await world._host.StartAsync();
        return world;
    }

    public async ValueTask DisposeAsync()
    {
        var signals = _host.Services.GetRequiredService<StopSignals>();
        signals.Receive(default);
        signals.Receive(default);
        await _host.StopAsync();
        _host.Dispose();
        signals.Dispose();
        await _redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private sealed class IdleWorkers(Action<ClaimedJob, long> onClaimed) : IWorkerSource
    {
        public IDocumentWorker Create(Slot slot) => new Worker(onClaimed);

        private sealed class Worker(Action<ClaimedJob, long> onClaimed) : IDocumentWorker
        {
            public Task<JobOutcome> RunAsync(RunningJob job)
            {
                onClaimed(job.Job, Stopwatch.GetTimestamp());
                return Task.FromResult<JobOutcome>(new JobOutcome.Stored(new("index/x.pdf", "00", 1, 1)));
            }

            public ValueTask RestAsync() => ValueTask.CompletedTask;

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
