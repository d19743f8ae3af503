using Shouldly;
using Simulators.Servers;
using Simulators.Supabase;
using Workers.Database.Migrations;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>What an operator gets wrong: one clear message with the remedy, the right exit code, and nothing started.</summary>
public sealed class WrongInputTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _settings["REDIS_URL"] = await redis.UrlAsync();
        _settings["REDIS_KEY_PREFIX"] = redis.NewPrefix();
        _settings["DEV_SUPABASE_DB_URL"] = _database.Url;
        _settings["DEV_DOCUMENTS_PATH"] = _folder.File("documents");
        _settings["WORKERS_DATA_PATH"] = _folder.File("data");
        _settings["REGISTRE_BASE_URL"] = "http://127.0.0.1:9/Sirf/";
        _settings["REGISTRE_ACCOUNTS"] = "12A3456:simulateur";
        _settings["GEMINI_API_KEY"] = "simulated-key";
        _settings["STARTUP_WAIT_SECONDS"] = "1";
        _settings["LOG_FORMAT"] = "text";
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public Task A_missing_key_is_named_with_the_way_around() =>
        ShouldEndAsync(ExitCode.Configuration, "GEMINI_API_KEY: not set", () => _settings.Remove("GEMINI_API_KEY"));

    [Fact]
    public Task A_runtime_without_language_data_is_told_before_anything_starts() =>
        ShouldEndAsync(ExitCode.Configuration, "Install libicu", () => _settings["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1");

    [Fact]
    public Task A_missing_account_is_named_with_the_way_around() =>
        ShouldEndAsync(ExitCode.Configuration, "REGISTRE_ACCOUNTS: not set", () => _settings.Remove("REGISTRE_ACCOUNTS"));

    [Fact]
    public Task A_bad_number_is_shown_with_what_is_allowed() =>
        ShouldEndAsync(ExitCode.Configuration, "WORKER_COUNT: found 'one'; allowed: a whole number from 0 to 64", () => _settings["WORKER_COUNT"] = "one");

    [Fact]
    public Task A_redis_that_does_not_answer_is_waited_for_and_then_told()
    {
        var url = $"redis://127.0.0.1:{Loopback.FreePort()}";
        return ShouldEndAsync(ExitCode.Unavailable, $"Nothing answers at {url}. Start Redis there or correct REDIS_URL", () => _settings["REDIS_URL"] = url);
    }

    [Fact]
    public Task A_database_that_does_not_answer_is_waited_for_and_then_told() =>
        ShouldEndAsync(
            ExitCode.Unavailable, "DEV: the database does not answer", () => _settings["DEV_SUPABASE_DB_URL"] = $"postgresql://u:p@127.0.0.1:{Loopback.FreePort()}/x");

    [Fact]
    public async Task A_database_without_our_schema_is_told_with_both_remedies()
    {
        var empty = await postgres.NewDatabaseUrlAsync();

        await ShouldEndAsync(ExitCode.Configuration, "migrate --env dev", () => _settings["DEV_SUPABASE_DB_URL"] = empty);
    }

    [Fact]
    public Task A_chromium_that_is_missing_is_told_with_its_remedy() =>
        ShouldEndAsync(ExitCode.Configuration, "Chromium is missing", () => _settings["CHROMIUM_PATH"] = "/nowhere/chromium", "run", "--pools", "registre");

    [Fact]
    public Task Poppler_that_is_missing_is_told_with_its_remedy() =>
        ShouldEndAsync(ExitCode.Configuration, "apt-get install poppler-utils", () => _settings["PATH"] = _folder.Path, "run", "--pools", "ocr");

    [Fact]
    public Task A_server_on_which_nothing_fits_is_told_with_the_setting_to_change() =>
        ShouldEndAsync(ExitCode.Configuration, "Nothing that is configured fits", () => _settings["SERVER_MAX_CPU"] = "1");

    [Fact]
    public async Task Variables_that_somebody_set_for_other_programs_of_postgres_reach_no_connection()
    {
        (_settings["PGTZ"], _settings["PGOPTIONS"], _settings["PGCLIENTENCODING"]) = ("Nowhere/At_all", "-c default_transaction_read_only=on", "SQL_ASCII");
        (_settings["PGUSER"], _settings["PGSSLCERT"], _settings["PGREQUIREAUTH"]) = ("nobody", "/nowhere", "none");
        await using var command = DaemonProcess.Start(
            _folder.Path, _settings, "enqueue", "--source", "index", "--number", "1", "--circonscription", "Montréal", "--cadastre", "Q");

        (await command.WaitForExitAsync(TimeSpan.FromSeconds(60))).ShouldBe(ExitCode.Success, command.Log);
        (await _database.ReadAsync<string>("select circonscription_fonciere from extraction_queue")).ShouldBe("Montréal");
    }

    [Fact]
    public async Task A_documents_folder_that_can_be_none_ends_the_start()
    {
        File.WriteAllText(_folder.File("documents"), "in the way");

        await ShouldEndAsync(ExitCode.Configuration, "is a file, not a folder", () => { });
    }

    [Fact]
    public async Task A_project_that_refuses_the_key_is_told_with_the_key_to_use()
    {
        await using var front = await SupabaseFront.StartAsync(new() { ConnectionString = await postgres.NewDatabaseAsync(), ObjectsFolder = _folder.File("objects") });

        await ShouldEndAsync(ExitCode.Configuration, "the service key, not the anon key", () =>
        {
            _settings.Remove("DEV_SUPABASE_DB_URL");
            _settings.Remove("DEV_DOCUMENTS_PATH");
            _settings["DEV_SUPABASE_URL"] = front.Url.ToString();
            _settings["DEV_SUPABASE_SERVICE_KEY"] = "not-the-service-key";
        });
    }

    [Fact]
    public async Task An_environment_that_is_refused_keeps_no_other_from_being_served_and_is_served_once_it_is_right()
    {
        await using var prod = await QueueDatabase.CreateEmptyAsync(postgres);
        _settings["PROD_SUPABASE_DB_URL"] = prod.Url;
        _settings["PROD_DOCUMENTS_PATH"] = _folder.File("prod");
        await using var daemon = DaemonProcess.Start(_folder.Path, _settings, "run", "--pools", "ocr");

        await daemon.WaitForAsync("Serving DEV with", TimeSpan.FromSeconds(90));

        daemon.Log.ShouldContain("migrate --env prod");
        daemon.Log.ShouldContain("NOT served");
        await Migrator.ApplyAsync(prod.Address, CancellationToken.None);
        await daemon.WaitForAsync("PROD passed its checks", TimeSpan.FromSeconds(60));
        daemon.Terminate();
        (await daemon.WaitForExitAsync(TimeSpan.FromSeconds(60))).ShouldBe(ExitCode.Success, daemon.Log);
    }

    private async Task ShouldEndAsync(int exitCode, string message, Action change, params string[] arguments)
    {
        change();
        await using var daemon = DaemonProcess.Start(_folder.Path, _settings, arguments);

        (await daemon.WaitForExitAsync(TimeSpan.FromSeconds(90))).ShouldBe(exitCode, daemon.Log);

        daemon.Log.ShouldContain(message);
        daemon.Log.ShouldNotContain("simulated-key");
        daemon.Log.ShouldNotContain("   at Workers.");
    }
}
