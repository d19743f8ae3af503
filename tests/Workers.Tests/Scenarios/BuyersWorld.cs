using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using Workers.Jobs;
using Workers.Redis;
using Workers.Registre.Accounts;
using Workers.Support;

namespace Workers.Scenarios;

/// <summary>Everything around daemons that only buy: a Redis of their own, a migrated database, folders, and a registry's address.</summary>
internal sealed class BuyersWorld : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private BuyersWorld()
    {
    }

    public required RedisServer Redis { get; init; }

    public required QueueDatabase Database { get; init; }

    /// <summary>The daemons' environment.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>Holds all that the daemons write.</summary>
    public string Folder => _folder.Path;

    /// <summary>Where paid bytes lie until they are stored.</summary>
    public string Data => _folder.File("data");

    /// <param name="registry">Its address.</param>
    /// <param name="accounts">As code:password.</param>
    /// <param name="workers">Of each daemon.</param>
    public static async Task<BuyersWorld> StartAsync(PostgresFixture postgres, Uri registry, IEnumerable<string> accounts, int workers)
    {
        var world = new BuyersWorld { Redis = await RedisServer.StartAsync(), Database = await QueueDatabase.CreateAsync(postgres) };
        var settings = world.Settings;
        settings["REDIS_URL"] = world.Redis.Url;
        settings["DEV_SUPABASE_DB_URL"] = world.Database.Url;
        settings["DEV_DOCUMENTS_PATH"] = world._folder.File("documents");
        settings["WORKERS_DATA_PATH"] = world.Data;
        settings["REGISTRE_BASE_URL"] = registry.ToString();
        settings["REGISTRE_ACCOUNTS"] = string.Join(',', accounts);
        settings["REGISTRE_MIN_DELAY_SECONDS"] = "0";
        settings["REGISTRE_LOGIN_INTERVAL_SECONDS"] = "0";
        settings["REGISTRE_INVOICE_WAIT_SECONDS"] = "5";
        settings["WORKER_COUNT"] = $"{workers}";
        settings["OCR_WORKER_POOL_SIZE"] = "0";
        settings["OCR_MIN_INDEX_WORKERS"] = "0";
        settings["OCR_MIN_ACTE_WORKERS"] = "0";
        settings["SERVER_MAX_CPU"] = "64";
        settings["SERVER_MAX_RAM"] = "64";
        settings["SERVER_LIVE_MEASUREMENT"] = "false";
        settings["SERVER_RESERVATION_SECONDS"] = "3";
        settings["LOG_FORMAT"] = "text";
        // A line follows whatever was waited for.
        settings["LOG_LEVEL"] = "debug";
        await world.OpenAccountsAsync();
        return world;
    }

    public DaemonProcess StartDaemon(params string[] arguments) => DaemonProcess.Start(Folder, Settings, arguments);

    /// <summary>Starts a server of the API; it listens when this returns.</summary>
    public async Task<DaemonProcess> ServeAsync(int port)
    {
        Settings["WEB_LISTEN"] = $"{port}";
        var server = StartDaemon("serve");
        await server.WaitForAsync("The HTTP API is served at", TimeSpan.FromSeconds(90));
        return server;
    }

    /// <summary>Runs a short command to its end.</summary>
    public async Task<(int ExitCode, string Text)> RunAsync(params string[] arguments)
    {
        await using var process = StartDaemon(arguments);
        var exitCode = await process.WaitForExitAsync(TimeSpan.FromSeconds(90));
        return (exitCode, process.Log);
    }

    public async Task EnqueueAsync(IEnumerable<NewDocument> documents)
    {
        await using var functions = Database.OpenFunctions();
        await new JobStore(functions).EnqueueAsync([.. documents], CancellationToken.None);
    }

    /// <summary>Documents that are neither bought nor given up.</summary>
    public Task<long> CountWaitingAsync() => Database.ReadAsync<long>("select count(*) from extraction_queue where status_id in (1, 2)");

    private async Task OpenAccountsAsync()
    {
        RedisAddress.TryParse(Redis.Url, out var address).ShouldBeTrue();
        var options = new RedisOptions { Url = address! };
        await using var gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await AccountsInUse.OpenAsync(gateway, new RedisKeys(options));
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await Redis.DisposeAsync();
        _folder.Dispose();
    }
}
