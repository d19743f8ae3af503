using Shouldly;
using Workers.Capacity;
using Workers.Database.Environments;
using Workers.House;
using Workers.Hosting.Environments;
using Workers.Supervisor;
using Workers.Support;
using Xunit;

namespace Workers.Hosting.Settings;

public sealed class LoadedSettingsTests
{
    [Fact]
    public void An_empty_environment_gives_the_documented_defaults()
    {
        var options = Load().Get<SupervisorOptions>();

        options.RegistreWorkers.ShouldBe(1);
        options.OcrPool.ShouldBe(4);
        options.OcrMinimum.ShouldBe(new Split(1, 1));
        options.RebalanceInterval.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_file_that_is_written_after_it_was_read_is_known_to_have_changed()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, ".env");
        File.WriteAllText(file, "WORKER_COUNT=1\n");
        File.SetLastWriteTimeUtc(file, new(2026, 11, 1, 9, 0, 0, DateTimeKind.Utc));
        var settings = LoadedSettings.Load(SettingsSource.Load(file, folder.Path));
        settings.FindChange().ShouldBeNull();

        File.SetLastWriteTimeUtc(file, new(2026, 11, 1, 9, 30, 0, DateTimeKind.Utc));

        settings.FindChange().ShouldBe(new DateTimeOffset(2026, 11, 1, 9, 30, 0, TimeSpan.Zero));
        File.Delete(file);
        settings.FindChange().ShouldBeNull();
        Load().FindChange().ShouldBeNull();
    }

    [Fact]
    public void All_faults_are_reported_together()
    {
        var faults = Load(("WORKER_COUNT", "two"), ("OCR_WORKER_POOL_SIZE", "-1"), ("STARTUP_WAIT_SECONDS", "1,5")).Faults;

        faults.Select(fault => fault.Variable).ShouldBe(["WORKER_COUNT", "OCR_WORKER_POOL_SIZE", "STARTUP_WAIT_SECONDS"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("0", "9", "9", null, null)]
    [InlineData("4", null, null, 1, 1)]
    [InlineData("1", null, null, 0, 0)]
    [InlineData("1", "1", "1", 0, 0)]
    [InlineData("2", "2", null, 2, 0)]
    [InlineData("3", "0", null, 0, 1)]
    public void The_minimums_follow_the_pool(string pool, string? index, string? acte, int? minimumIndex, int? minimumActe)
    {
        var settings = Load(("OCR_WORKER_POOL_SIZE", pool), ("OCR_MIN_INDEX_WORKERS", index ?? ""), ("OCR_MIN_ACTE_WORKERS", acte ?? ""));

        settings.Faults.ShouldBeEmpty();
        settings.Get<SupervisorOptions>().OcrMinimum.ShouldBe(new Split(minimumIndex ?? 0, minimumActe ?? 0));
    }

    [Theory]
    [InlineData("2", "3", null, "OCR_MIN_INDEX_WORKERS")]
    [InlineData("1", null, "2", "OCR_MIN_ACTE_WORKERS")]
    [InlineData("4", "3", "2", "OCR_MIN_INDEX_WORKERS + OCR_MIN_ACTE_WORKERS")]
    public void A_minimum_above_the_pool_is_an_error(string pool, string? index, string? acte, string variable)
    {
        var settings = Load(("OCR_WORKER_POOL_SIZE", pool), ("OCR_MIN_INDEX_WORKERS", index ?? ""), ("OCR_MIN_ACTE_WORKERS", acte ?? ""));

        settings.Faults.ShouldHaveSingleItem().Variable.ShouldBe(variable);
    }

    [Theory]
    [InlineData("PROD_SUPABASE_URL", "https://project.supabase.co", "PROD_SUPABASE_SERVICE_KEY")]
    [InlineData("DEV_SUPABASE_SERVICE_KEY", "some-secret-key", "DEV_SUPABASE_URL")]
    [InlineData("STAGING_SUPABASE_DB_URL", "postgresql://u:p@localhost/db", "STAGING_DOCUMENTS_PATH")]
    [InlineData("DEV_DOCUMENTS_PATH", "/srv/documents", "DEV_SUPABASE_DB_URL")]
    public void A_half_configured_environment_is_a_fault_that_names_what_is_missing(string set, string value, string missing)
    {
        Load((set, value)).Faults.ShouldHaveSingleItem().Variable.ShouldBe(missing);
    }

    [Fact]
    public void A_database_with_a_documents_folder_is_a_whole_environment()
    {
        var settings = Load(("DEV_SUPABASE_DB_URL", "postgresql://u:p@localhost/db"), ("DEV_DOCUMENTS_PATH", "/srv/documents"));

        settings.Faults.ShouldBeEmpty();
        settings.Get<EnvironmentOptions>(TargetEnvironment.Dev).IsConfigured.ShouldBeTrue();
        settings.Get<EnvironmentOptions>(TargetEnvironment.Prod).IsConfigured.ShouldBeFalse();
    }

    [Fact]
    public void A_secret_is_never_part_of_a_fault()
    {
        var faults = Load(("DEV_SUPABASE_DB_URL", "mysql://user:hunter22@host/db")).Faults;

        string.Join('\n', faults).ShouldNotContain("hunter22");
    }

    [Theory]
    [InlineData("WORKERS_DATA_PATH")]
    [InlineData("DEV_DOCUMENTS_PATH")]
    [InlineData("OCR_TEMP_DIR")]
    [InlineData("CHROMIUM_PATH")]
    [InlineData("REGISTRE_ACCOUNTS_FILE")]
    public void A_control_character_is_refused_and_not_shown_to_a_terminal(string variable) =>
        Load((variable, "/srv\u001b/x")).Faults.ShouldContain(fault =>
            fault.ToString().StartsWith($"{variable}: found '/srv\uFFFD/x'; allowed: a text without control characters", StringComparison.Ordinal));

    [Theory]
    [InlineData("GEMINI_API_KEY", "clé-secrète")]
    [InlineData("GEMINI_API_KEY", "two words")]
    [InlineData("GEMINI_API_KEY", "“AIzaSecret”")]
    [InlineData("DEV_SUPABASE_SERVICE_KEY", "sb_secret_x\r\nx-other: 1")]
    public void A_key_that_no_header_can_carry_is_refused_and_not_shown(string variable, string key)
    {
        var fault = Load((variable, key)).Faults.First(fault => fault.Variable == variable).ToString();

        fault.ShouldStartWith($"{variable}: found '(hidden)'; allowed: a key of visible ASCII characters without blanks. ");
        fault.ShouldContain("copy the key again");
        fault.ShouldNotContain(key);
    }

    [Theory]
    [InlineData("REGISTRE_BASE_URL", "http://www.registrefoncier.gouv.qc.ca/Sirf/")]
    [InlineData("GEMINI_BASE_URL", "http://gemini.example")]
    [InlineData("REGISTRE_BASE_URL", "ftp://www.registrefoncier.gouv.qc.ca/")]
    public void An_address_over_which_a_password_could_be_read_is_refused(string variable, string address) =>
        Load((variable, address)).Faults.ShouldHaveSingleItem().ToString()
            .ShouldStartWith($"{variable}: found '{address}'; allowed: an absolute https:// address; http:// only for this machine itself. ");

    [Theory]
    [InlineData("http://127.0.0.1:9/Sirf/")]
    [InlineData("http://localhost:9/")]
    [InlineData("http://[::1]:9/")]
    [InlineData("https://www.registrefoncier.gouv.qc.ca/Sirf/")]
    public void This_machine_itself_may_be_reached_in_plain(string address) => Load(("REGISTRE_BASE_URL", address)).Faults.ShouldBeEmpty();

    [Fact]
    public void The_page_names_each_word_that_a_yes_or_no_takes()
    {
        foreach (var (word, value) in (IEnumerable<(string, bool)>)[("true", true), ("yes", true), ("on", true), ("1", true), ("ON", true), ("false", false), ("no", false), ("off", false), ("0", false)])
        {
            Load(("SERVER_LIVE_MEASUREMENT", word)).Get<CapacityOptions>().LiveMeasurement.ShouldBe(value, word);
        }

        Load(("SERVER_LIVE_MEASUREMENT", "perhaps")).Faults.ShouldHaveSingleItem().ToString()
            .ShouldStartWith($"SERVER_LIVE_MEASUREMENT: found 'perhaps'; allowed: {SettingParser.YesOrNo}. ");
        Repository.Read("docs/configuration.md").ShouldContain(SettingParser.YesOrNo);
    }

    [Fact]
    public void Every_setting_has_a_name_of_its_own()
    {
        var names = SettingCatalog.OptionTypes.SelectMany(SettingCatalog.Of).Select(option => option.Setting.Name).ToList();

        names.ShouldBeUnique();
    }

    [Fact]
    public void Every_class_with_settings_is_declared()
    {
        var having = typeof(SettingCatalog).Assembly.GetTypes().Where(type => SettingCatalog.Of(type).Any()).Select(type => type.Name);

        SettingCatalog.OptionTypes.Select(type => type.Name).ShouldBe(having, ignoreOrder: true, customMessage: "Each has [assembly: HasSettings(typeof(…))] above it.");
    }

    private static LoadedSettings Load(params (string Name, string Value)[] values) =>
        LoadedSettings.Load(new SettingsSource(values.ToDictionary(value => value.Name, value => value.Value), null, []));
}
