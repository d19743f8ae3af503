using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using StackExchange.Redis;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;
using Workers.Operations.Status;
using Workers.Redis;
using Workers.Registre.Accounts;
using Workers.Steering;
using Workers.Steering.Stores;
using Workers.Supervisor;
using Workers.Supervisor.Peers;
using Workers.Supervisor.Slots;
using Workers.Support;

namespace Workers.Operations.Health;

/// <summary>A deployment that is well, on a real Redis and a real Postgres: one daemon shows itself and nothing waits. Faults are planted in it.</summary>
internal sealed class HealthBench : IAsyncDisposable
{
    public const string Account = "12A3456";

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);
    private readonly List<IAsyncDisposable> _kept = [];
    private DaemonReport? _alive;

    private HealthBench(QueueDatabase database, RedisGateway redis, RedisKeys keys) => (Database, Redis, Keys) = (database, redis, keys);

    public QueueDatabase Database { get; }

    public RedisGateway Redis { get; }

    public RedisKeys Keys { get; }

    public static DaemonReport Daemon { get; } = StatusReports.Daemon() with { Serves = [TargetEnvironment.Dev] };

    public static SlotReport Buyer(int number) =>
        new(string.Create(CultureInfo.InvariantCulture, $"registre-{number}"), Pools.Registre, null, SlotState.Idle, null, null, null, null, null, 0);

    public static async Task<HealthBench> StartAsync(PostgresFixture postgres, RedisFixture redis)
    {
        var options = new RedisOptions { Url = RedisAddress.Parse(await redis.UrlAsync()), KeyPrefix = redis.NewPrefix() };
        var gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var bench = new HealthBench(await QueueDatabase.CreateAsync(postgres), gateway, new(options));
        bench.Set("DEV_SUPABASE_DB_URL", bench.Database.Url);
        bench.Set("DEV_DOCUMENTS_PATH", bench._folder.Path);
        bench.Set("REDIS_URL", await redis.UrlAsync());
        bench.Set("REDIS_KEY_PREFIX", options.KeyPrefix);
        bench.Set("REDIS_TIMEOUT_MS", "1000");
        bench.Set("REGISTRE_ACCOUNTS", $"{Account}:simulateur");
        bench.Set("WORKERS_DATA_PATH", bench._folder.Path);
        await AccountsInUse.OpenAsync(gateway, bench.Keys);
        await bench.ShowAsync(Daemon);
        return bench;
    }

    /// <summary>Ends what a fault needs, with the bench.</summary>
    public T Keep<T>(T server)
        where T : IAsyncDisposable
    {
        _kept.Add(server);
        return server;
    }

    public void Set(string name, string value) => _settings[name] = value;

    /// <summary>A daemon that shows this from here on.</summary>
    public Task ShowAsync(DaemonReport report)
    {
        _alive = report;
        return BeatAsync();
    }

    /// <summary>The daemon shows itself once more, as it does every second.</summary>
    public Task BeatAsync() => _alive is { } report
        ? new DaemonDirectory(Redis, Keys).ShowAsync(report, new(null, default, [], [], [], TimeSpan.Zero, default), CancellationToken.None)
        : Task.CompletedTask;

    public Task HideAsync()
    {
        _alive = null;
        return new DaemonDirectory(Redis, Keys).ClearAsync(Daemon.Id, CancellationToken.None);
    }

    /// <summary>The daemon has shown itself last so long ago, and shows itself no more.</summary>
    public Task AgeAsync(TimeSpan ago)
    {
        _alive = null;
        return PutShownAsync(ago);
    }

    private Task PutShownAsync(TimeSpan ago) => PutAsync("ZADD", Keys.WorkerPoolShown, DateTimeOffset.UtcNow.Add(-ago).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), Daemon.Id);

    public Task PutAsync(string command, string key, params string[] values) => Redis.ExecuteAsync(command, [(RedisKey)key, .. values], CancellationToken.None);

    /// <summary>What an operator orders of all daemons, as Redis keeps it.</summary>
    public Task OrderAsync(SteeringOrder order) => new RedisSteering(Redis, Keys).ExchangeAsync([order], CancellationToken.None);

    public Task SqlAsync(string sql) => Database.ExecuteAsync(sql);

    /// <summary>A document that waits to be bought.</summary>
    public Task AddAsync() => SqlAsync("insert into extraction_queue (document_source, document_number, cadastre) values ('index', '1', 'c')");

    public async Task<HealthVerdict> AskAsync(TargetEnvironment? only = null)
    {
        await using var queues = Queues.Open(Settings());
        await BeatAsync();
        return (await new HealthQuestion(queues, TimeProvider.System).AskAsync(only, CancellationToken.None)).Verdict;
    }

    public LoadedSettings Settings()
    {
        File.WriteAllLines(EnvFile, _settings.Select(one => $"{one.Key}='{one.Value}'"));
        var settings = LoadedSettings.Load(SettingsSource.Load(EnvFile, _folder.Path));
        settings.Faults.ShouldBeEmpty();
        return settings;
    }

    public string EnvFile => _folder.File("env");

    public async ValueTask DisposeAsync()
    {
        foreach (var kept in _kept)
        {
            await kept.DisposeAsync();
        }

        await Redis.DisposeAsync();
        await Database.DisposeAsync();
        _folder.Dispose();
    }
}
