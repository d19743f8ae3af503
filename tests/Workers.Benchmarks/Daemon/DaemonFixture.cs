using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Simulators.Demo;
using Simulators.Servers;
using Workers.Database.Migrations;
using Workers.Database.Postgres;

namespace Workers.Benchmarks.Daemon;

/// <summary>What the built daemon needs to run, with a registry that takes connections and never answers.</summary>
internal sealed class DaemonFixture : IAsyncDisposable
{
    private readonly TcpListener _silence = new(IPAddress.Loopback, 0);
    private readonly string _folder = Directory.CreateTempSubdirectory("workers-benchmark-").FullName;
    private readonly List<string> _databases = [];
    private PostgresServer _postgres = null!;
    private RedisServer _redis = null!;
    private NpgsqlDataSource _sql = null!;

    /// <summary>The daemon of the same build as this program.</summary>
    public static string Program { get; } =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Workers", new DirectoryInfo(AppContext.BaseDirectory).Name, "Workers"));

    public Dictionary<string, string> Settings { get; private set; } = [];

    /// <param name="environments">How many environments it serves, one or two; documents lie in the first.</param>
    public static async Task<DaemonFixture> StartAsync(int environments = 1)
    {
        var fixture = new DaemonFixture { _postgres = await PostgresServer.StartAsync(new() { Fsync = true }), _redis = await RedisServer.StartAsync() };
        fixture._silence.Start();
        var database = await fixture._postgres.CreateSupabaseDatabaseAsync();
        var url = fixture._postgres.Url(database);
        fixture._sql = NpgsqlDataSource.Create(fixture._postgres.ConnectionString(database));
        await Migrator.ApplyAsync(PostgresAddress.TryParse(url, out var address) ? address : throw new InvalidOperationException(url), CancellationToken.None);
        var port = ((IPEndPoint)fixture._silence.LocalEndpoint).Port;
        fixture.Settings = new(StringComparer.Ordinal)
        {
            ["REDIS_URL"] = fixture._redis.Url,
            ["DEV_SUPABASE_DB_URL"] = url,
            ["DEV_DOCUMENTS_PATH"] = Path.Combine(fixture._folder, "documents"),
            ["WORKERS_DATA_PATH"] = Path.Combine(fixture._folder, "data"),
            ["GEMINI_API_KEY"] = "benchmark",
            ["REGISTRE_BASE_URL"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"),
            ["REGISTRE_ACCOUNTS"] = "a:a,b:b,c:c,d:d",
            ["WORKER_COUNT"] = "2",
            ["OCR_WORKER_POOL_SIZE"] = "2",
            ["SERVER_MAX_CPU"] = "32",
            ["SERVER_MAX_RAM"] = "32",
        };
        fixture._databases.Add(fixture._postgres.ConnectionString(database));
        if (environments > 1)
        {
            var second = await fixture._postgres.CreateSupabaseDatabaseAsync();
            var other = fixture._postgres.Url(second);
            await Migrator.ApplyAsync(PostgresAddress.TryParse(other, out var at) ? at : throw new InvalidOperationException(other), CancellationToken.None);
            fixture.Settings["STAGING_SUPABASE_DB_URL"] = other;
            fixture.Settings["STAGING_DOCUMENTS_PATH"] = Path.Combine(fixture._folder, "staging");
            fixture._databases.Add(fixture._postgres.ConnectionString(second));
        }

        return fixture;
    }

    public DemoDaemon NewDaemon(string name) => NewDaemon(name, Program);

    public DemoDaemon NewDaemon(string name, string program) => new(program, _folder, name);

    /// <summary>See <see cref="BareHost"/>.</summary>
    public DemoDaemon NewBareHost(string name) =>
        new(Path.Combine(AppContext.BaseDirectory, "Workers.Benchmarks"), _folder, name) { Arguments = [BareHost.Verb, _redis.Endpoint, .. _databases] };

    /// <summary>What daemons that were killed held is free at once.</summary>
    public Task ForgetHoldersAsync() =>
        RedisText.EvaluateAsync(_redis.Port, "redis.call('DEL', 'registre:accounts:leases', 'server:workers', 'server:ledger:daemons') return 'free'");

    public async Task<T?> ReadAsync<T>(string sql)
    {
        await using var command = _sql.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    public Task EnqueueAsync(int count) => ReadAsync<object>(string.Create(
        CultureInfo.InvariantCulture, $"insert into extraction_queue (document_source, document_number, circonscription_fonciere, cadastre) select 'index', (1000000 + g)::text, 'Laval', 'Cadastre du Québec' from generate_series(1, {count}) g"));

    public async ValueTask DisposeAsync()
    {
        _silence.Dispose();
        await _sql.DisposeAsync();
        await _postgres.DisposeAsync();
        await _redis.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
