using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Workers.Capacity.Ledger;
using Workers.Capacity.Measurement;
using Workers.Database;
using Workers.Database.Environments;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Hosting.Listener;
using Workers.Hosting.Loops;
using Workers.Hosting.Settings;
using Workers.Hosting.Telemetry;
using Workers.Jobs;
using Workers.Jobs.Parking;
using Workers.Redis;
using Workers.Steering;
using Workers.Steering.Stores;
using Workers.Supervisor.Peers;
using Workers.Supervisor.Reconciliation;
using Workers.Supervisor.Slots;
using Workers.Supervisor.Startup;
using Workers.Supervisor.Stopping;
using Workers.Support;

namespace Workers.Supervisor;

/// <summary>The daemon's own registrations over a real Redis and Postgres, with scripted workers.</summary>
internal sealed class SupervisorWorld : IAsyncDisposable
{
    private readonly FakeTimeProvider _signalClock = new();
    private readonly TemporaryFolder _folder = new();
    private bool _isBeside;
    private string _redisUrl = null!;
    private string _prefix = null!;
    private IHost _host = null!;
    private RedisGateway _redis = null!;

    public QueueDatabase Database { get; private set; } = null!;

    public JobStore Store { get; private set; } = null!;

    public required ScriptedWorkers Workers { get; init; }

    /// <summary>The machine that its daemons measure: mostly free until a test says otherwise.</summary>
    public required MachineTree Machine { get; init; }

    public CapacityLedger Ledger => _host.Services.GetRequiredService<CapacityLedger>();

    public SlotSet Slots => _host.Services.GetRequiredService<SlotSet>();

    public StopSignals Signals => _host.Services.GetRequiredService<StopSignals>();

    public DaemonPeers DaemonPeers => _host.Services.GetRequiredService<DaemonPeers>();

    public ParkingLot Parking => _host.Services.GetRequiredService<ParkingLot>();

    public Reconciler Reconciler => _host.Services.GetRequiredService<Reconciler>();

    public EnvironmentRecheck Recheck => _host.Services.GetServices<IHostedService>().OfType<EnvironmentRecheck>().Single();

    /// <summary>What it needs, and whether that serves it.</summary>
    public Dependencies Dependencies => _host.Services.GetRequiredService<Dependencies>();

    public DisabledEnvironments Disabled => _host.Services.GetRequiredService<DisabledEnvironments>();

    /// <param name="refusal">Why the start refused the environment, whose database then has no schema yet.</param>
    public static async Task<SupervisorWorld> StartAsync(
        PostgresFixture postgres, RedisFixture redis, (string Name, string Value)[] settings, ScriptedWorkers workers, string? refusal = null)
    {
        var database = refusal is null ? await QueueDatabase.CreateAsync(postgres) : await QueueDatabase.CreateEmptyAsync(postgres);
        var world = new SupervisorWorld { Workers = workers, Machine = new(), Database = database, _redisUrl = await redis.UrlAsync(), _prefix = redis.NewPrefix() };
        world.Machine.WriteMemory(22_000);
        await world.StartAsync(settings, refusal);
        return world;
    }

    /// <summary>Another daemon on the same queue and Redis.</summary>
    public async Task<SupervisorWorld> StartBesideAsync(params (string Name, string Value)[] settings)
    {
        var beside = new SupervisorWorld { Workers = Workers, Machine = Machine, Database = Database, _redisUrl = _redisUrl, _prefix = _prefix, _isBeside = true };
        await beside.StartAsync(settings, refusal: null);
        return beside;
    }

    /// <summary>The ledger in the name of the same daemon, without the knowledge of its slots.</summary>
    public CapacityLedger OpenLedgerBeside() =>
        new(_host.Services.GetRequiredService<LedgerScripts>(), TimeProvider.System, NullLogger<CapacityLedger>.Instance);

    /// <summary>What it shows of itself, once that says what the daemon knows.</summary>
    public async Task<DaemonReport> ReadReportAsync()
    {
        DaemonReport? report = null;
        await UntilAsync(async () =>
        {
            report = (await _host.Services.GetRequiredService<DaemonDirectory>().ReadAsync(CancellationToken.None)).SingleOrDefault()?.Report;
            return report?.Drift.Healed == Reconciler.Report.Healed;
        });
        return report!;
    }

    /// <summary>What all daemons show of themselves.</summary>
    public async Task<IReadOnlyList<DaemonReport>> ReportsAsync() =>
        [.. (await _host.Services.GetRequiredService<DaemonDirectory>().ReadAsync(CancellationToken.None)).Select(daemon => daemon.Report)];

    /// <summary>Whether nothing has stopped the host.</summary>
    public bool IsRunning => !_host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested;

    /// <summary>Puts a text of another program in the place of a key.</summary>
    public Task SpoilRedisAsync(string key) => _redis.SetAsync($"{_prefix}{key}", "of another program", null, CancellationToken.None);

    public Task ForgetRedisAsync(string key) => _redis.DeleteAsync($"{_prefix}{key}", CancellationToken.None);

    /// <summary>How often this Redis met a key of another type.</summary>
    public async Task<long> CountWrongTypesAsync()
    {
        var stats = (string)(await _redis.ExecuteAsync("INFO", ["errorstats"], CancellationToken.None))!;
        var count = stats.Split('\n').FirstOrDefault(line => line.StartsWith("errorstat_WRONGTYPE:count=", StringComparison.Ordinal));
        return count is null ? 0 : long.Parse(count.Split('=')[1], CultureInfo.InvariantCulture);
    }

    public async Task<string?> ReadRedisAsync(string key) => await _redis.GetAsync($"{_prefix}{key}", CancellationToken.None);

    /// <summary>Adds documents; those that are stored wait to be read from the moment that anybody sees them.</summary>
    public async Task AddAsync(DocumentSource source, int count, bool isStored)
    {
        if (isStored)
        {
            var (name, type) = source is DocumentSource.Acte ? ("acte", "'Acte'") : ("index", "null");
            await Database.ExecuteAsync(
                $"""
                insert into extraction_queue (document_source, document_number, circonscription_fonciere, cadastre, acte_type, status_id, supabase_path)
                  select '{name}', n::text, 'Laval', 'Cadastre du Québec', {type}, 3, 'actes/x.pdf' from generate_series(1, {count}) as n;
                select pg_notify('workers_queue', '');
                """);
            return;
        }

        await Store.EnqueueAsync(
            [.. Enumerable.Range(1, count).Select(number => new NewDocument(
                source, number.ToString(CultureInfo.InvariantCulture), "Laval", "Cadastre du Québec", ActeType: source is DocumentSource.Acte ? "Acte" : null))],
            CancellationToken.None);
    }

    public Task<long> CountAsync(int status) => Database.ReadAsync<long>($"select count(*) from extraction_queue where status_id = {status}");

    /// <summary>Who holds a reservation, as soon as anybody does: what a machine under load did not renew in time is reserved anew.</summary>
    public async Task<IReadOnlyList<LedgerWorker>> HoldingAsync()
    {
        IReadOnlyList<LedgerWorker> workers = [];
        await UntilAsync(async () => (workers = (await Ledger.ReadAsync(CancellationToken.None)).Workers).Count > 0);
        return workers;
    }

    /// <summary>Asks again whenever something may have changed, until the answer is yes.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await isSo())
        {
            await pace.WaitForNextTickAsync(limit.Token);
        }
    }

    public GeminiLimiter Gemini => _host.Services.GetRequiredService<GeminiLimiter>();

    /// <summary>An operator's order.</summary>
    public Task OrderAsync(LimitOrder order) => _host.Services.GetRequiredService<LimiterStore>().OrderAsync("operator", order, CancellationToken.None);

    /// <summary>An operator's order, in Redis.</summary>
    public Task SteerAsync(SteeringOrder order) => _host.Services.GetRequiredService<RedisSteering>().ExchangeAsync([order], CancellationToken.None);

    /// <summary>Has the gauges of all rooms looked at.</summary>
    public IEnumerable<ObservedGauges> OpenGauges() => _host.Services.GetServices<ObservedGauges>();

    public Task StopAsync() => _host.StopAsync();

    /// <summary>The first signal, and a second later the one that hands back what runs.</summary>
    public void SignalTwice()
    {
        Signals.Receive(default);
        _signalClock.Advance(TimeSpan.FromSeconds(1));
        Signals.Receive(default);
    }

    public async ValueTask DisposeAsync()
    {
        SignalTwice();
        await _host.StopAsync();
        var signals = Signals;
        _host.Dispose();
        signals.Dispose();
        await _redis.DisposeAsync();
        if (!_isBeside)
        {
            await Database.DisposeAsync();
            Machine.Dispose();
        }

        _folder.Dispose();
    }

    private async Task StartAsync((string Name, string Value)[] extra, string? refusal)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["REDIS_URL"] = _redisUrl,
            ["REDIS_KEY_PREFIX"] = _prefix,
            ["DEV_SUPABASE_DB_URL"] = Database.Url,
            ["DEV_DOCUMENTS_PATH"] = _folder.Path,
            ["WORKERS_DATA_PATH"] = _folder.Path,
            ["GEMINI_API_KEY"] = "simulated",
            ["OCR_REBALANCE_INTERVAL_MS"] = "200",
            ["JOB_RENEW_MS"] = "300",
            ["SERVER_RESERVATION_SECONDS"] = "3",
            ["SHUTDOWN_GRACE_SECONDS"] = "20",
        };
        foreach (var (name, value) in extra)
        {
            values[name] = value;
        }

        var settings = LoadedSettings.Load(new(values, null, []));
        var environment = new EnvironmentSettings(TargetEnvironment.Dev, settings.Get<EnvironmentOptions>(TargetEnvironment.Dev));
        _redis = await RedisGateway.ConnectAsync(settings.Get<RedisOptions>(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        settings.AddTo(builder.Services)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new Random(1))
            .AddSingleton(_redis)
            .AddSingleton<BackgroundLoops>()
            .AddSingleton(new StopSignals(_signalClock, NullLogger<StopSignals>.Instance))
            .AddSingleton(new ServiceManager(new SystemdNotifier(), null, NullLogger.Instance))
            .AddSingleton(new RedisKeys(settings.Get<RedisOptions>()))
            .AddSingleton(new DisabledEnvironments(refusal is null ? [] : [new(TargetEnvironment.Dev, refusal)]))
            .AddDaemon(settings, [environment], Pools.All)
            .AddSingleton<IWorkerSource>(Workers)
            .AddSingleton(new MemoryMeter(Machine.Root))
            .Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(2));
        _host = builder.Build();
        Store = new JobStore(_host.Services.GetRequiredService<Databases>()[TargetEnvironment.Dev]);
        await Ledger.OpenAsync(CancellationToken.None);
        await _host.StartAsync();
    }
}
