using System.Text.RegularExpressions;
using Shouldly;
using Workers.Database.Migrations;
using Workers.Hosting;
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
        (await RunAsync("migrate", "--convert-statuses")).ShouldBe((ExitCode.Configuration, "", "DEV: schema \"workers_internal\" does not exist (3F000)\n"));
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

    [GeneratedRegex(@"place \(.*\)", RegexOptions.None, 1000)]
    private static partial Regex Address();
}
