using Simulators.Gemini;
using Simulators.Paper;
using Simulators.Registre;
using Simulators.Servers;
using Workers.Support;

namespace Workers.Scenarios;

/// <summary>Everything around one daemon: a Redis of its own, a migrated database, the registry, Gemini, a data folder.</summary>
internal sealed class ScenarioWorld : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ScenarioWorld()
    {
    }

    public required RedisServer Redis { get; init; }

    public required QueueDatabase Database { get; init; }

    public required RegistreSite Registry { get; init; }

    public required GeminiSimulator Gemini { get; init; }

    /// <summary>Holds all that the daemon writes.</summary>
    public string Folder => _folder.Path;

    /// <summary>The daemon's environment.</summary>
    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>How often something was charged again.</summary>
    public int BoughtTwice => Registry.Bill.All().GroupBy(line => line.Document).Sum(same => same.Count() - 1);

    private string Papers { get; init; } = "";

    /// <param name="feed">A JSON array of documents: what the registry has.</param>
    /// <param name="accounts">Null takes one.</param>
    /// <param name="isMigrated">Without it the database is empty.</param>
    public static async Task<ScenarioWorld> StartAsync(PostgresFixture postgres, string feed, IReadOnlyList<Account>? accounts = null, bool isMigrated = true)
    {
        var papers = Directory.CreateTempSubdirectory("workers-papers-").FullName;
        var catalogue = Path.Combine(papers, "feed.json");
        await File.WriteAllTextAsync(catalogue, feed);
        accounts ??= [new("12A3456", "simulateur")];
        var world = new ScenarioWorld
        {
            Redis = await RedisServer.StartAsync(),
            Database = isMigrated ? await QueueDatabase.CreateAsync(postgres) : await QueueDatabase.CreateEmptyAsync(postgres),
            Registry = await RegistreSite.StartAsync(new RegistreOptions { PapersFolder = papers, CataloguePath = catalogue, Accounts = accounts }),
            Gemini = await GeminiSimulator.StartAsync(new GeminiSimulatorOptions { Library = new PaperLibrary(papers) }),
            Papers = papers,
        };
        world.FillSettings();
        world.Settings["REGISTRE_ACCOUNTS"] = string.Join(',', accounts.Select(account => $"{account.Code}:{account.Password}"));
        return world;
    }

    public string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }

    public DaemonProcess StartDaemon(params string[] arguments) => DaemonProcess.Start(Folder, Settings, arguments);

    /// <summary>Prints a paper that the simulated model knows.</summary>
    public async Task<byte[]> PrintAsync(PaperDocument paper)
    {
        using var library = new PaperLibrary(Papers);
        return await library.PdfAsync(paper);
    }

    /// <summary>Runs a short command to its end.</summary>
    public async Task<(int ExitCode, string Text)> RunAsync(params string[] arguments)
    {
        await using var process = StartDaemon(arguments);
        var exitCode = await process.WaitForExitAsync(TimeSpan.FromSeconds(90));
        return (exitCode, process.Log);
    }

    public Task<string?> ReadRedisAsync(string key) => RedisText.GetAsync(Redis.Port, key);

    /// <summary>Documents that have not ended.</summary>
    public Task<long> CountUnfinishedAsync() => Database.ReadAsync<long>(
        "select count(*) from extraction_queue where not (status_id in (4, 5) or (status_id = 3 and document_source = 'plan_cadastraux'))");

    /// <summary>Number, status and outcome of every document, in order of number.</summary>
    public Task<IReadOnlyList<string>> ReadEndsAsync() => Database.ListAsync<string>(
        "select concat_ws(' ', document_number_normalized, status_id, outcome) from extraction_queue order by document_number_normalized collate \"C\"");

    public async ValueTask DisposeAsync()
    {
        await Gemini.DisposeAsync();
        await Registry.DisposeAsync();
        await Database.DisposeAsync();
        await Redis.DisposeAsync();
        _folder.Dispose();
        Directory.Delete(Papers, recursive: true);
    }

    private void FillSettings()
    {
        Settings["REDIS_URL"] = Redis.Url;
        Settings["DEV_SUPABASE_DB_URL"] = Database.Url;
        Settings["DEV_DOCUMENTS_PATH"] = _folder.File("documents");
        Settings["REGISTRE_BASE_URL"] = Registry.BaseUrl.ToString();
        Settings["REGISTRE_MIN_DELAY_SECONDS"] = "0";
        Settings["REGISTRE_LOGIN_INTERVAL_SECONDS"] = "0";
        Settings["REGISTRE_INVOICE_WAIT_SECONDS"] = "5";
        Settings["GEMINI_BASE_URL"] = Gemini.Address.ToString();
        Settings["GEMINI_API_KEY"] = "simulated-key";
        Settings["OCR_REBALANCE_INTERVAL_MS"] = "1000";
        Settings["SERVER_MAX_CPU"] = "12";
        Settings["SERVER_RESERVATION_SECONDS"] = "3";
        Settings["WORKERS_DATA_PATH"] = _folder.File("data");
        Settings["LOG_FORMAT"] = "text";
    }
}
