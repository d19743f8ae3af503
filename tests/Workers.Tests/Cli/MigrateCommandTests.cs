using Shouldly;
using Workers.Database.Migrations;
using Workers.Database.Postgres;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

public sealed class MigrateCommandTests(PostgresFixture postgres) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task It_applies_once_shows_a_conversion_and_does_it_only_when_told()
    {
        await using var database = await QueueDatabase.CreateEmptyAsync(postgres);
        await LiveQueue.CreateAsync(database);
        Configure($"DEV_SUPABASE_DB_URL={database.Url}", $"DEV_DOCUMENTS_PATH={_folder.Path}");

        (await RunAsync("migrate")).Output.ShouldContain("0001_queue");
        (await RunAsync("migrate")).Output.ShouldContain("up to date");

        var look = await RunAsync("migrate", "--convert-statuses");
        look.ExitCode.ShouldBe(ExitCode.Success, look.Error);
        look.Output.ShouldContain("DEV: would change 4 documents");
        look.Output.ShouldContain("Nothing was changed");
        (await database.ReadAsync<string>("select name from extraction_status where id = 4")).ShouldBe("Erreur");

        (await RunAsync("migrate", "--convert-statuses", "--apply")).Output.ShouldContain("DEV: changed 4 documents");
        (await database.ReadAsync<string>("select name from extraction_status where id = 4")).ShouldBe("OCR_COMPLETE");
        (await RunAsync("migrate", "--convert-statuses", "--revert", "--apply")).ExitCode.ShouldBe(ExitCode.Success);
        (await database.ReadAsync<string>("select name from extraction_status where id = 4")).ShouldBe("Erreur");
    }

    [Fact]
    public async Task A_repeated_conversion_does_nothing_and_an_environment_that_fails_keeps_no_other_waiting()
    {
        await using var database = await QueueDatabase.CreateEmptyAsync(postgres);
        Configure(
            $"DEV_SUPABASE_DB_URL={database.Url}", $"DEV_DOCUMENTS_PATH={_folder.Path}",
            "PROD_SUPABASE_DB_URL=postgresql://nobody@127.0.0.1:1/none", $"PROD_DOCUMENTS_PATH={_folder.Path}");

        var applied = await RunAsync("migrate");
        applied.ExitCode.ShouldBe(ExitCode.Unavailable);
        applied.Error.ShouldContain("PROD");
        applied.Output.ShouldContain("DEV: applied 0001_queue");

        var converted = await RunAsync("migrate", "--env", "dev", "--convert-statuses", "--apply");
        converted.ExitCode.ShouldBe(ExitCode.Success);
        converted.Output.ShouldContain("nothing to convert");
    }

    [Fact]
    public async Task Without_a_database_url_it_names_both_ways()
    {
        Configure("PROD_SUPABASE_URL=https://x.supabase.co", "PROD_SUPABASE_SERVICE_KEY=k");

        var run = await RunAsync("migrate");

        run.ExitCode.ShouldBe(ExitCode.Configuration);
        run.Error.ShouldContain("PROD_SUPABASE_DB_URL");
        run.Error.ShouldContain("migrate --print");
    }

    [Fact]
    public async Task Every_answer_is_told_whole()
    {
        await using var database = await QueueDatabase.CreateEmptyAsync(postgres);
        await LiveQueue.CreateAsync(database);
        Configure($"DEV_SUPABASE_DB_URL={database.Url}", $"DEV_DOCUMENTS_PATH={_folder.Path}");
        var functions = MigrationScript.PublicFunctions.Count;
        PostgresAddress.TryParse(database.Url, out var address).ShouldBeTrue();

        await RunAsync("migrate");
        (await RunAsync("migrate")).ShouldBe((ExitCode.Success, $"DEV: the schema was up to date; {functions} functions are in place ({address}).\n", ""));
        (await RunAsync("migrate", "--convert-statuses")).ShouldBe((ExitCode.Success, """
            DEV: would change 4 documents:
              4 -> 5  index                   1
              5 -> 4  index                   1
              5 -> 3  plan_cadastraux         1
              6 -> 3  acte                    1
            Nothing was changed. Stop everything that writes the older numbering, then add --apply.
            """ + "\n", ""));
        (await RunAsync("migrate", "--convert-statuses", "--revert")).ShouldBe((ExitCode.Success, "DEV: there is no conversion to take back.\n", ""));
        (await RunAsync("migrate", "--apply")).ShouldBe((ExitCode.Usage, "", "--apply and --revert belong to --convert-statuses.\n"));
        (await RunAsync("migrate", "--env", "prod")).ShouldBe((
            ExitCode.Configuration,
            "",
            "PROD: migrate needs PROD_SUPABASE_DB_URL (in Supabase: Connect, session pooler). Or paste the output of: workers migrate --print, into the project's SQL editor.\n"));
    }

    [Fact]
    public async Task The_printed_script_is_the_whole_schema_and_needs_no_configuration()
    {
        await using var database = await QueueDatabase.CreateEmptyAsync(postgres);
        var printed = (await RunAsync("migrate", "--print")).Output;

        await database.ExecuteAsync(printed);

        (await database.ReadAsync<long>("select count(*) from workers_internal.migrations")).ShouldBe(MigrationScript.Migrations.Count);
    }

    public void Dispose() => _folder.Dispose();

    private void Configure(params string[] lines) => File.WriteAllLines(_folder.File("test.env"), lines);

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync([.. arguments, "--env-file", _folder.File("test.env")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
