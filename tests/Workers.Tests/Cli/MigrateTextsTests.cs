using System.Text.RegularExpressions;
using Shouldly;
using Workers.Database.Migrations;
using Workers.Hosting;
using Workers.Operations.Schema;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>What operators read from <c>migrate</c>, to the letter.</summary>
public sealed partial class MigrateTextsTests(PostgresFixture postgres) : IDisposable
{
    private const string NothingChanged = "Nothing was changed. Stop everything that writes the older numbering, then add --apply.\n";

    private const string Moves = """
          4 -> 5  index                   1
          5 -> 4  index                   1
          5 -> 3  plan_cadastraux         1
          6 -> 3  acte                    1

        """;

    private const string MovesBack = """
          3 -> 6  acte                    1
          3 -> 5  plan_cadastraux         1
          4 -> 5  index                   1
          5 -> 4  index                   1

        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_live_queue_is_told_step_by_step()
    {
        await using var database = await QueueDatabase.CreateEmptyAsync(postgres);
        await LiveQueue.CreateAsync(database);
        Configure($"DEV_SUPABASE_DB_URL={database.Url}", $"DEV_DOCUMENTS_PATH={_folder.Path}");
        var inPlace = $"{MigrationScript.PublicFunctions.Count} functions are in place (ADDRESS).\n";

        var first = await RunAsync("migrate");
        first.ExitCode.ShouldBe(ExitCode.Success, first.Error);
        first.Output.ShouldStartWith(
            "DEV: Adding columns to extraction_queue; an open transaction on it is waited for…\nDEV: Documents keep their place in the line: 100 %\nDEV: Building index ");
        first.Output.ShouldEndWith($"\nDEV: applied {string.Join(", ", MigrationScript.Migrations.Select(Path.GetFileNameWithoutExtension))}; {inPlace}");
        (await RunAsync("migrate")).ShouldBe((ExitCode.Success, $"DEV: the schema was up to date; {inPlace}", ""));
    }

    [Fact]
    public async Task A_conversion_is_told_move_by_move()
    {
        await using var database = await QueueDatabase.CreateEmptyAsync(postgres);
        await LiveQueue.CreateAsync(database);
        Configure($"DEV_SUPABASE_DB_URL={database.Url}", $"DEV_DOCUMENTS_PATH={_folder.Path}");
        (await RunAsync("migrate", "--convert-statuses")).ShouldBe((ExitCode.Configuration, "", "DEV: schema \"workers_internal\" does not exist (3F000). Look first whether DEV_SUPABASE_URL or DEV_SUPABASE_DB_URL names the one that is meant, and migrate only that one. Run: workers migrate --env dev (needs DEV_SUPABASE_DB_URL); or paste the output of: workers migrate --print, into Supabase's SQL editor.\n"));
        await RunAsync("migrate");

        (await RunAsync("migrate", "--convert-statuses")).ShouldBe((ExitCode.Success, "DEV: would change 4 documents:\n" + Moves + NothingChanged, ""));
        (await RunAsync("migrate", "--convert-statuses", "--apply")).ShouldBe((ExitCode.Success, "DEV: changed 4 documents:\n" + Moves, ""));
        (await RunAsync("migrate", "--convert-statuses", "--apply")).ShouldBe((
            ExitCode.Success, "DEV: extraction_status means what this program means: there is nothing to convert.\n", ""));
        (await RunAsync("migrate", "--convert-statuses", "--revert")).ShouldBe((ExitCode.Success, "DEV: would change 4 documents:\n" + MovesBack + NothingChanged, ""));

        await database.ExecuteAsync(
            "update extraction_queue set status_id = 2, lease_expires_at = now() + interval '1 hour' where id = (select id from extraction_queue limit 1)");
        (await RunAsync("migrate", "--convert-statuses", "--revert")).ShouldBe((
            ExitCode.Data, "", "DEV: documents are being worked on: stop the daemons of this environment first.\n"));
    }

    [Fact]
    public async Task What_cannot_be_migrated_is_told_with_the_way_out()
    {
        Configure("PROD_SUPABASE_URL=https://x.supabase.co", "PROD_SUPABASE_SERVICE_KEY=k");

        (await RunAsync("migrate", "--apply")).ShouldBe((ExitCode.Usage, "", "--apply and --revert belong to --convert-statuses.\n"));
        (await RunAsync("migrate")).ShouldBe((ExitCode.Configuration, "", Needs("PROD")));
        (await RunAsync("migrate", "--env", "staging")).ShouldBe((ExitCode.Configuration, "", Needs("STAGING")));
    }

    [Fact]
    public async Task A_plan_tells_what_is_built_and_who_goes_on_and_changes_nothing()
    {
        await using var database = await QueueDatabase.CreateEmptyAsync(postgres);
        Configure($"DEV_SUPABASE_DB_URL={database.Url}", $"DEV_DOCUMENTS_PATH={_folder.Path}");
        var (_, fresh, _) = await RunAsync("migrate", "--plan");
        fresh.ShouldStartWith($"DEV: it was never migrated; this program is Workers {ProgramVersion.Text}\nDEV: would apply 0001_queue, 0002");
        fresh.ShouldContain("DEV: no daemon can be running on it\n");
        (await database.ReadAsync<bool>("select to_regclass('public.extraction_queue') is null")).ShouldBeTrue();

        await RunAsync("migrate");
        (await RunAsync("migrate", "--plan")).ShouldBe((
            ExitCode.Success, $"DEV: it is at {MigrationScript.Version}, of Workers {ProgramVersion.Text}; this program is Workers {ProgramVersion.Text}\nDEV: nothing is to be done\n", ""));

        await database.ExecuteAsync(
            """
            insert into job_events (job_id, kind) select gen_random_uuid(), 'x' from generate_series(1, 1200);
            analyze job_events; drop index job_events_at; delete from workers_internal.migrations where name = '0027_health'
            """);
        var (exitCode, plan, error) = await RunAsync("migrate", "--plan");
        (exitCode, error).ShouldBe((ExitCode.Success, ""));
        Size().Replace(plan, "SIZE").Split('\n').ShouldBe(
        [
            $"DEV: it is at {MigrationScript.Version}, of Workers {ProgramVersion.Text}; this program is Workers {ProgramVersion.Text}",
            "DEV: would apply 0027_health",
            "DEV: would build index job_events_at of job_events beside the work, which may go on: 1,200 rows, SIZE, about 1 s",
            $"DEV: would put {MigrationScript.PublicFunctions.Count} functions in place, all at one moment; a call that runs ends with either; they agree",
            "DEV: daemons of Workers 0.1.0 and newer go on running meanwhile and afterwards",
            "DEV: nothing was changed; do it with: migrate",
            "",
        ]);
        (await database.ReadAsync<bool>("select to_regclass('public.job_events_at') is null")).ShouldBeTrue();

        (await RunAsync("migrate")).Output.ShouldBe(
            $"DEV: daemons of Workers 0.1.0 and newer go on running meanwhile and afterwards\nDEV: Building index job_events_at of job_events beside the work…\n" +
            $"DEV: applied 0027_health; {MigrationScript.PublicFunctions.Count} functions are in place (ADDRESS).\n");
    }

    [Fact]
    public void A_plan_tells_the_locks_of_each_migration_in_its_own_words_and_whom_it_stops()
    {
        var plan = new MigrationPlan(false, "0090_former", "0.0.9", "0.0.1", [new("0091_more", "one small table, for a moment."), new("0092_yet_more", null)], [], true);

        MigrationPlanText.Before(plan).ShouldBe(["0091_more locks one small table, for a moment.", "daemons older than Workers 0.1.0 are not served any more: stop those of this environment first"]);
        MigrationPlanText.Before(plan with { IsNew = true }).ShouldBeEmpty();
        MigrationPlanText.Of(plan with { Indexes = [new("many", new("ocr_pages", 250_000_000, 120_000_000_000))] }).ShouldContain(
            "would build index many of ocr_pages beside the work, which may go on: 250,000,000 rows, 120000.0 MB, about 100 min");
    }

    [Fact]
    public async Task The_schema_of_a_newer_program_is_neither_planned_nor_touched()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        Configure($"DEV_SUPABASE_DB_URL={database.Url}", $"DEV_DOCUMENTS_PATH={_folder.Path}");
        await database.PretendFunctionsAsync("9.1.0");
        var fault = $"DEV: the database's schema ({MigrationScript.Version}) is that of Workers 9.1.0, and this program is Workers {ProgramVersion.Text}, which would put older functions in their place. Nothing was changed. Run migrate with Workers 9.1.0 or newer";

        (await RunAsync("migrate", "--plan")).ShouldBe((ExitCode.Configuration, "", $"{fault}.\n"));
        (await RunAsync("migrate")).ShouldBe((ExitCode.Configuration, "", $"{fault}\n"));
        (await RunAsync("migrate", "--plan", "--convert-statuses")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    public void Dispose() => _folder.Dispose();

    private static string Needs(string label) =>
        $"{label}: migrate needs {label}_SUPABASE_DB_URL (in Supabase: Connect, session pooler). Or paste the output of: workers migrate --print, into the project's SQL editor.\n";

    private void Configure(params string[] lines) => File.WriteAllLines(_folder.File("env"), lines);

    /// <summary>The address of the database is replaced by a word.</summary>
    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync([.. arguments, "--env-file", _folder.File("env")], output, error);
        return (exitCode, Address().Replace(output.ToString(), "place (ADDRESS)"), error.ToString());
    }

    [GeneratedRegex("[0-9.]+ MB", RegexOptions.None, 1000)]
    private static partial Regex Size();

    [GeneratedRegex(@"place \(.*\)", RegexOptions.None, 1000)]
    private static partial Regex Address();
}
