using Shouldly;
using Simulators.Gemini;
using Simulators.Servers;
using Simulators.Supabase;
using Workers.Hosting.Settings;
using Workers.Support;
using Xunit;

namespace Workers.Operations.Doctor;

/// <summary>Everything is looked at where it really is: Redis, Postgres, Supabase's front, Gemini, and the programs of this machine.</summary>
public sealed class ExaminationTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);
    private QueueDatabase _database = null!;
    private GeminiSimulator _gemini = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _gemini = await GeminiSimulator.StartAsync(new() { ApiKey = "right" });
        foreach (var bucket in new[] { "index", "actes", "plans-cadastraux" })
        {
            Directory.CreateDirectory(_folder.File($"documents/{bucket}"));
        }

        _settings["REDIS_URL"] = await redis.UrlAsync();
        _settings["REDIS_KEY_PREFIX"] = redis.NewPrefix();
        _settings["REDIS_TIMEOUT_MS"] = "1000";
        _settings["DEV_SUPABASE_DB_URL"] = _database.Url;
        _settings["DEV_DOCUMENTS_PATH"] = _folder.File("documents");
        _settings["WORKERS_DATA_PATH"] = _folder.File("data");
        _settings["OCR_TEMP_DIR"] = _folder.File("ocr");
        _settings["REGISTRE_ACCOUNTS"] = "12A3456:simulateur";
        _settings["GEMINI_API_KEY"] = "right";
        _settings["GEMINI_BASE_URL"] = _gemini.Address.ToString();
        _settings["REGISTRE_BASE_URL"] = _gemini.Address.ToString();
        _settings["WORKER_COUNT"] = "1";
        _settings["OCR_WORKER_POOL_SIZE"] = "1";
        _settings["SERVER_MAX_CPU"] = "auto";
    }

    public async ValueTask DisposeAsync()
    {
        await _gemini.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_machine_that_has_all_it_needs_has_no_fault_and_every_part_is_told()
    {
        var report = await ExamineAsync(fix: true);

        report.Lines.Where(line => line.Level is DoctorLevel.Fault && line.Part is not DoctorParts.Machine).ShouldBeEmpty();
        report.Lines.Select(line => line.Part).Distinct().ShouldBe(
            [DoctorParts.Configuration, DoctorParts.Machine, DoctorParts.Runtime, DoctorParts.Reading, DoctorParts.Chromium, DoctorParts.Registry, DoctorParts.Redis, "dev", DoctorParts.Gemini], ignoreOrder: true);
        Found(report, DoctorParts.Chromium).ShouldContain("starts and shows a page");
        Found(report, DoctorParts.Machine).ShouldContain($"made {_folder.File("data")}/registre");
    }

    [Theory]
    [InlineData("redis", "REDIS_URL", "redis://127.0.0.1:1", "Nothing answers at redis://127.0.0.1:1")]
    [InlineData("dev", "DEV_SUPABASE_DB_URL", "postgresql://nobody@127.0.0.1:1/none", "the database does not answer")]
    [InlineData("gemini", "GEMINI_API_KEY", "wrong", "the key is refused")]
    [InlineData("gemini", "GEMINI_ACTE_MODEL", "palm-2", "palm-2 does not exist, or not any more")]
    [InlineData("gemini", "GEMINI_MAX_OUTPUT_TOKENS", "900000", "writes at most 65536 tokens")]
    [InlineData("gemini", "GEMINI_BASE_URL", "http://127.0.0.1:1", "cannot be reached")]
    [InlineData("chromium", "CHROMIUM_PATH", "/no/such/chromium", "Chromium is missing")]
    [InlineData("reading", "OCR_TEMP_DIR", "/proc/none", "OCR_TEMP_DIR")]
    [InlineData("configuration", "REGISTRE_ACCOUNTS", "", "REGISTRE_ACCOUNTS: not set")]
    [InlineData("configuration", "WORKER_COUNT", "one", "WORKER_COUNT: found 'one'")]
    public async Task A_planted_fault_is_told_in_its_part(string part, string variable, string value, string found)
    {
        if (value.Length == 0)
        {
            _settings.Remove(variable);
        }
        else
        {
            _settings[variable] = value;
        }

        var report = await ExamineAsync(false, part);

        report.Faults.ShouldBeGreaterThan(0);
        report.Lines.First(line => line.Level is DoctorLevel.Fault).Found.ShouldContain(found);
        report.Lines.ShouldAllBe(line => line.Part == part);
        string.Concat(report.Lines).ShouldNotContain("simulateur");
    }

    [Theory]
    [InlineData("grant execute on function public.workers_claim(jsonb) to anon", "anon may call 1 functions", "revoke all on function public.workers_claim(jsonb) from public, anon;")]
    [InlineData("grant select on table public.ocr_calls to authenticated", "authenticated may select on ocr_calls", "revoke select on table public.ocr_calls from authenticated;")]
    [InlineData("grant select on table public.workers_spend_by_dossier to anon", "anon may select on workers_spend_by_dossier", "revoke select on table public.workers_spend_by_dossier from anon;")]
    [InlineData("grant insert on table public.extraction_queue to anon", "anon may insert on extraction_queue", "revoke insert on table public.extraction_queue from anon;")]
    [InlineData("alter table public.extraction_queue alter column progress type bigint", "extraction_queue.progress is bigint", "alter table public.extraction_queue alter column progress type integer using progress::integer;")]
    public async Task What_is_wrong_in_a_database_is_repaired_by_the_SQL_that_is_told(string sql, string found, string repair)
    {
        await _database.ExecuteAsync(sql);

        var fault = (await ExamineAsync(false, "dev")).Lines.Single(line => line.Level is DoctorLevel.Fault);
        fault.Found.ShouldStartWith(found);
        fault.Remedy.ShouldBe(repair);

        await _database.ExecuteAsync(fault.Remedy!);
        (await ExamineAsync(false, "dev")).Faults.ShouldBe(0);
    }

    [Fact]
    public async Task Functions_of_another_version_a_short_time_limit_and_a_clock_are_warned_of()
    {
        await _database.PretendFunctionsAsync();
        await _database.ExecuteAsync("do $$ begin execute format('alter database %I set statement_timeout = ''2s''', current_database()); end $$");
        await _database.SetClockAheadAsync(TimeSpan.FromMinutes(5));

        var told = string.Join('\n', (await ExamineAsync(false, "dev")).Lines.Where(line => line.Level is DoctorLevel.Warning).Select(line => line.Found));

        told.ShouldContain("are not those of this version");
        told.ShouldContain("statement_timeout is 2000 ms");
        told.ShouldContain("the database's clock is 300 s ahead of this machine's");
    }

    [Fact]
    public async Task Supabase_is_looked_at_over_its_front_and_a_bucket_that_is_missing_is_told_and_not_made()
    {
        await using var front = await SupabaseFront.StartAsync(new() { ConnectionString = _database.Address.ForPool(), Buckets = ["index", "actes"] });
        _settings.Remove("DEV_SUPABASE_DB_URL");
        _settings.Remove("DEV_DOCUMENTS_PATH");
        _settings["DEV_SUPABASE_URL"] = front.Url.ToString();
        _settings["DEV_SUPABASE_SERVICE_KEY"] = front.ServiceKey;

        var report = await ExamineAsync(false, "dev");

        report.Lines.Where(line => line.Level is DoctorLevel.Fault).ShouldHaveSingleItem().Found.ShouldContain("Storage shows no bucket plans-cadastraux");
        Found(report, "dev").ShouldContain("over PostgREST");
        (await ExamineAsync(false, "dev")).Faults.ShouldBe(1, "nothing was made");
    }

    [Fact]
    public async Task A_key_for_browsers_is_told_before_anything_is_asked()
    {
        _settings["DEV_SUPABASE_URL"] = "http://127.0.0.1:1";
        _settings["DEV_SUPABASE_SERVICE_KEY"] = "sb_publishable_x";

        var configured = (await ExamineAsync(false, "configuration")).Lines.ShouldHaveSingleItem();

        configured.Found.ShouldStartWith("DEV_SUPABASE_SERVICE_KEY: found '(hidden)'");
        Found(await ExamineAsync(false, "dev"), "dev").ShouldContain("is a key for browsers");
    }

    [Fact]
    public async Task A_Redis_that_hangs_is_a_fault_and_keeps_nobody_waiting()
    {
        await using var frozen = await RedisServer.StartAsync();
        _settings["REDIS_URL"] = frozen.Url;
        frozen.Pause();
        try
        {
            (await ExamineAsync(false, "redis")).Lines.ShouldHaveSingleItem().Found.ShouldContain("takes connections and answers nothing");
        }
        finally
        {
            frozen.Continue();
        }
    }

    [Fact]
    public async Task The_place_of_the_documents_is_compared_with_what_the_database_knows_and_nothing_is_made()
    {
        _settings["DEV_DOCUMENTS_PATH"] = _folder.File("not-mounted");
        (await ExamineAsync(false, "dev")).Faults.ShouldBe(0, "the first start makes it");
        Directory.Exists(_folder.File("not-mounted")).ShouldBeFalse();

        await _database.ExecuteAsync("""select public.workers_documents_folder('{"id": "the-disk"}')""");

        (await ExamineAsync(false, "dev")).Lines.Single(line => line.Level is DoctorLevel.Fault).Found.ShouldContain("the database says the-disk. Mount the disk of the documents there");
        Directory.Exists(_folder.File("not-mounted")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_registry_at_whose_address_nobody_takes_a_connection_is_a_fault()
    {
        Found(await ExamineAsync(false, "registry"), "registry").ShouldEndWith(" takes connections; nothing was asked of it");
        _settings["REGISTRE_BASE_URL"] = "http://127.0.0.1:1/";

        var closed = (await ExamineAsync(false, "registry")).Lines.ShouldHaveSingleItem();

        (closed.Level, closed.Found).ShouldBe((DoctorLevel.Fault, "nobody takes a connection at 127.0.0.1:1: Connection refused"));
        closed.Remedy.ShouldNotBeNull().ShouldStartWith("Check REGISTRE_BASE_URL");
        (await ExamineAsync(false, "registry", offline: true)).Lines.ShouldHaveSingleItem().Found.ShouldBe("not looked at: left out by --offline");
    }

    [Fact]
    public async Task Offline_leaves_Gemini_out_and_says_so_when_it_is_asked_for()
    {
        (await ExamineAsync(false, "gemini", offline: true)).Lines.ShouldHaveSingleItem().ShouldBe(DoctorLine.Warning("gemini", "not looked at: left out by --offline"));
        (await ExamineAsync(false, "prod")).Lines.ShouldHaveSingleItem().Found.ShouldBe("not looked at: PROD is not configured");
    }

    [Fact]
    public async Task What_harms_nothing_is_repaired_on_demand()
    {
        var left = Directory.CreateDirectory(_folder.File("ocr/left-by-a-dead-process")).FullName;
        File.WriteAllText(Path.Combine(left, ".lock"), "");
        Found(await ExamineAsync(false, "reading"), "reading").ShouldContain("1 folders of ended processes are left");
        Directory.Exists(_folder.File("data")).ShouldBeFalse();

        var report = await ExamineAsync(fix: true, "reading");

        Found(report, "reading").ShouldContain("removed 1 folders of ended processes");
        Directory.Exists(left).ShouldBeFalse();
        Directory.Exists(_folder.File("data/registre/received")).ShouldBeTrue();
        (await ExamineAsync(fix: true, "runtime")).Lines.ShouldAllBe(line => line.Part == "runtime");
    }

    private static string Found(DoctorReport report, string part) => string.Join('\n', report.Lines.Where(line => line.Part == part).Select(line => line.Found));

    private Task<DoctorReport> ExamineAsync(bool fix, params string[] parts) => ExamineAsync(fix, parts, offline: false);

    private Task<DoctorReport> ExamineAsync(bool fix, string part, bool offline) => ExamineAsync(fix, [part], offline);

    private Task<DoctorReport> ExamineAsync(bool fix, string[] parts, bool offline)
    {
        File.WriteAllLines(_folder.File("env"), _settings.Select(one => $"{one.Key}='{one.Value}'"));
        var settings = LoadedSettings.Load(SettingsSource.Load(_folder.File("env"), _folder.Path));
        return Examination.RunAsync(settings, new(parts, offline, fix), TimeProvider.System, CancellationToken.None);
    }
}
