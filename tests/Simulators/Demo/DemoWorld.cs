using System.Globalization;
using System.Text.Json;
using Simulators.Gemini;
using Simulators.Paper;
using Simulators.Registre;
using Simulators.Servers;
using Simulators.Supabase;

namespace Simulators.Demo;

/// <summary>
/// Everything around the daemon, on loopback ports: Redis, Postgres with a database per environment, the registry, Gemini, and
/// Supabase in front of prod. Dev is reached by its database URL and a documents folder.
/// </summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    private const string GeminiKey = "simulated-key";

    // A model takes its time; without it the OCR workers would never have a queue to share.
    private static readonly TimeSpan ModelLatency = TimeSpan.FromSeconds(1);

    private readonly List<IAsyncDisposable> _parts = [];
    private readonly List<DemoQueue> _queues = [];

    private readonly DemoWorldOptions _options;

    private RedisServer? _redis;
    private PostgresServer? _postgres;

    private DemoWorld(string folder, DemoWorldOptions options) => (Folder, _options) = (folder, options);

    /// <summary>The environments that the feed spreads over.</summary>
    public static IReadOnlyList<string> Environments { get; } = ["prod", "dev"];

    /// <summary>The daemon as this checkout built it.</summary>
    public static string DaemonProgram => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Workers", "debug", "Workers"));

    /// <summary>Holds all that the demo writes; gone at its end.</summary>
    public string Folder { get; }

    public IReadOnlyList<DemoQueue> Queues => _queues;

    /// <summary>What the daemon is told; the names are those of docs/configuration.md.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private set; } = new Dictionary<string, string>();

    /// <summary>The same as a file, for who looks around.</summary>
    public string SettingsFile => Path.Combine(Folder, "demo.env");

    /// <summary>What migrate is told beside it: the database behind Supabase.</summary>
    public IReadOnlyDictionary<string, string> MigrationSettings { get; private set; } = new Dictionary<string, string>();

    public static async Task<DemoWorld> StartAsync(DemoWorldOptions options, CancellationToken cancel)
    {
        var world = new DemoWorld(Directory.CreateTempSubdirectory("workers-demo-").FullName, options);
        try
        {
            await world.StartPartsAsync(cancel);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>The primary, where there is a replica too.</summary>
    public RedisServer Redis => Redises?.Primary ?? _redis!;

    /// <summary>The primary, where there is a replica too.</summary>
    public PostgresServer Postgres => Postgreses?.Primary ?? _postgres!;

    /// <summary>Redis and its replica; null where it has none.</summary>
    public RedisPair? Redises { get; private set; }

    /// <summary>Postgres and its replica; null where it has none.</summary>
    public PostgresPair? Postgreses { get; private set; }

    /// <summary>Where clients reach Redis, before a failover and after it.</summary>
    public int RedisPort => Redises?.Port ?? Redis.Port;

    public RegistreSite Registry { get; private set; } = null!;

    public GeminiSimulator Model { get; private set; } = null!;

    public SupabaseFront Front { get; private set; } = null!;

    /// <summary>Where the daemon serves its pages; null where it does not.</summary>
    public Uri? Pages { get; private set; }

    /// <summary>The loopback ports that a daemon's settings name.</summary>
    public IReadOnlyDictionary<string, int> Ports => new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["redis"] = RedisPort,
        ["postgres"] = Postgreses?.Port ?? Postgres.Port,
        ["supabase"] = Front.Url.Port,
        ["registry"] = Registry.BaseUrl.Port,
        ["gemini"] = Model.Address.Port,
    };

    private Dictionary<string, string> DatabaseUrls { get; } = new(StringComparer.Ordinal);

    /// <summary>The operator's lines, which work as printed while the demo runs.</summary>
    public IEnumerable<string> MonitoringLines =>
    [
        .. new[] { "GET server:cpu:allocated", "GET server:ram:allocated", "HGETALL server:workers", "GET gemini:rpm:current", "GET gemini:tpm:current", "GET worker_pool:allocation" }
            .Select(command => string.Create(CultureInfo.InvariantCulture, $"redis-cli -p {RedisPort} {command}")),
        .. DatabaseUrls.Values.SelectMany(url => new[]
        {
            $"psql '{url}' -c 'SELECT status_id, document_source, COUNT(*) as count FROM extraction_queue GROUP BY status_id, document_source ORDER BY status_id, document_source'",
            $"psql '{url}' -c \"SELECT * FROM extraction_queue WHERE status_id = 2 AND processing_started_at < NOW() - INTERVAL '10 minutes'\"",
        }),
        $"{DaemonProgram} status --env-file {SettingsFile}",
    ];

    /// <summary>How often something was charged again.</summary>
    public int BoughtTwice => Registry.Bill.All().GroupBy(line => line.Document.Key).Sum(same => same.Count() - 1);

    /// <summary>True when nothing was bought twice and Gemini never saw more than its quota.</summary>
    public bool KeptItsPromises => BoughtTwice == 0 && Model.Violations == 0;

    /// <summary>What the world saw, for the end of the demo.</summary>
    public IEnumerable<string> Findings(IReadOnlyList<string> allocations)
    {
        var bill = Registry.Bill.All();
        yield return "";
        yield return string.Create(CultureInfo.InvariantCulture, $"registry: {bill.Count} consultations billed, {bill.Sum(line => line.Price):0.00} CAD, {BoughtTwice} bought twice");
        yield return string.Create(CultureInfo.InvariantCulture, $"Gemini: {Model.Violations} requests beyond the quota");
        yield return $"OCR pool, index+acte: {string.Join(" → ", allocations)}";
    }

    /// <summary>How many workers of the OCR pool read index documents and how many actes, such as "3+1"; empty before the first.</summary>
    public async Task<string> ReadAllocationAsync()
    {
        if (await RedisText.GetAsync(RedisPort, "worker_pool:allocation") is not { } text)
        {
            return "";
        }

        using var allocation = JsonDocument.Parse(text);
        return $"{allocation.RootElement.GetProperty("indexWorkers")}+{allocation.RootElement.GetProperty("acteWorkers")}";
    }

    /// <summary>What the ledger says is held.</summary>
    public async Task<(string Cpu, string Ram)> ReadLedgerAsync() => (
        await RedisText.GetAsync(RedisPort, "server:cpu:allocated") ?? "",
        await RedisText.GetAsync(RedisPort, "server:ram:allocated") ?? "");

    public async ValueTask DisposeAsync()
    {
        _parts.Reverse();
        foreach (var part in _parts)
        {
            await part.DisposeAsync();
        }

        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private async Task StartPartsAsync(CancellationToken cancel)
    {
        var papers = Path.Combine(Folder, "papers");
        var catalogue = Path.Combine(Folder, "feed.json");
        await File.WriteAllTextAsync(catalogue, _options.Feed, cancel);

        await StartServersAsync();
        Registry = Keep(await RegistreSite.StartAsync(new RegistreOptions { Accounts = _options.Accounts, PapersFolder = papers, CataloguePath = catalogue }, cancel));

        Model = Keep(await GeminiSimulator.StartAsync(new GeminiSimulatorOptions { ApiKey = GeminiKey, Latency = ModelLatency, RequestsPerMinute = _options.RequestsPerMinute, Library = new PaperLibrary(papers) }));

        foreach (var environment in Environments)
        {
            var databases = Postgreses?.Databases ?? Postgres.Databases;
            var database = await databases.CreateSupabaseAsync();
            DatabaseUrls[environment] = databases.Url(database);
            _queues.Add(Keep(new DemoQueue(environment, databases.ConnectionString(database))));
        }

        Front = Keep(await SupabaseFront.StartAsync(new SupabaseFrontOptions { ConnectionString = _queues[0].ConnectionString, ObjectsFolder = Path.Combine(Folder, "objects") }));
        var settings = SettingsFor(Front);
        if (_options.HasPages)
        {
            var port = Loopback.FreePort();
            settings["WEB_LISTEN"] = port.ToString(CultureInfo.InvariantCulture);
            Pages = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        }

        Settings = settings;
        await File.WriteAllLinesAsync(SettingsFile, Settings.Select(setting => $"{setting.Key}={setting.Value}"), cancel);
        MigrationSettings = new Dictionary<string, string>(Settings, StringComparer.Ordinal) { ["PROD_SUPABASE_DB_URL"] = DatabaseUrls["prod"] };
    }

    private async Task StartServersAsync()
    {
        if (_options.HasReplicas)
        {
            Redises = Keep(await RedisPair.StartAsync(_options.Redis));
            Postgreses = Keep(await PostgresPair.StartAsync("synchronous_standby_names = '*'", "synchronous_commit = local"));
        }
        else
        {
            _redis = Keep(await RedisServer.StartAsync(_options.Redis));
            _postgres = Keep(await PostgresServer.StartAsync());
        }
    }

    private Dictionary<string, string> SettingsFor(SupabaseFront front) => new(StringComparer.Ordinal)
    {
        ["REDIS_URL"] = Redises?.Url ?? Redis.Url,
        ["PROD_SUPABASE_URL"] = front.Url.ToString(),
        ["PROD_SUPABASE_SERVICE_KEY"] = front.ServiceKey,
        ["DEV_SUPABASE_DB_URL"] = DatabaseUrls["dev"],
        ["DEV_DOCUMENTS_PATH"] = Path.Combine(Folder, "documents"),
        ["REGISTRE_BASE_URL"] = Registry.BaseUrl.ToString(),
        ["REGISTRE_ACCOUNTS"] = string.Join(',', _options.Accounts.Select(account => $"{account.Code}:{account.Password}")),
        // The simulated site need not be spared, never takes minutes to show a document, is never closed for long and bills soon; the rest is as documented.
        ["REGISTRE_MIN_DELAY_SECONDS"] = "0",
        ["REGISTRE_LOGIN_INTERVAL_SECONDS"] = "0",
        ["REGISTRE_VIEWER_TIMEOUT_SECONDS"] = "60",
        ["REGISTRE_CLOSED_WAIT_SECONDS"] = "5",
        ["REGISTRE_INVOICE_WAIT_SECONDS"] = "40",
        ["GEMINI_BASE_URL"] = Model.Address.ToString(),
        ["GEMINI_API_KEY"] = GeminiKey,
        ["GEMINI_MAX_RPM"] = _options.RequestsPerMinute.ToString(CultureInfo.InvariantCulture),
        ["OCR_REBALANCE_INTERVAL_MS"] = "2000",
        // Room for one Registre worker and a pool of four, whatever this machine has.
        ["SERVER_MAX_CPU"] = "12",
        ["SERVER_MAX_RAM"] = "16",
        ["WORKERS_DATA_PATH"] = Path.Combine(Folder, "data"),
        ["LOG_FORMAT"] = "text",
    };

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }
}
