using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>What <c>documents</c> and <c>dead-letters</c> show, to the letter, over a real Postgres.</summary>
public sealed partial class DocumentsCommandTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _dev = null!;
    private QueueDatabase _prod = null!;

    public async ValueTask InitializeAsync()
    {
        _dev = await QueueDatabase.CreateAsync(postgres);
        _prod = await QueueDatabase.CreateAsync(postgres);
        Configure($"DEV_SUPABASE_DB_URL='{_dev.Url}'");
        await _dev.ExecuteAsync("""
            insert into extraction_queue (id, document_source, document_number, circonscription_fonciere, cadastre, status_id, outcome, error_message, supabase_path, dossier, created_at, updated_at) values
              ('aaaa0001-0000-0000-0000-000000000001', 'acte', '12 345 678', 'Laval', null, 1, null, null, null, '=cmd|calc', now() - interval '3 days', now()),
              ('aaaa0002-0000-0000-0000-000000000002', 'index', '1 234 567', 'Montréal', 'Cadastre du Québec', 5, 'not_found', 'The registry, it says, has "none".', null, null, now() - interval '2 hours', now() - interval '1 hour'),
              ('bbbb0003-0000-0000-0000-000000000003', 'plan_cadastraux', '2 000 000', null, 'Cadastre du Québec', 3, null, null, 'plans/2.pdf', null, now() - interval '5 minutes', now())
            """);
        await _prod.ExecuteAsync("insert into extraction_queue (id, document_source, document_number, status_id, created_at) values ('cccc0004-0000-0000-0000-000000000004', 'acte', '12 345 678', 4, now() - interval '1 hour')");
    }

    public async ValueTask DisposeAsync()
    {
        await _dev.DisposeAsync();
        await _prod.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_list_is_a_table_the_latest_first()
    {
        (await RunAsync("documents")).ShouldBe((
            ExitCode.Success,
            """
            id                                    status        kind   number      age    outcome
            bbbb0003-0000-0000-0000-000000000003  3 COMPLETE    plan   2 000 000   5 min
            aaaa0002-0000-0000-0000-000000000002  5 ERREUR      index  1 234 567   2 h    not_found
            aaaa0001-0000-0000-0000-000000000001  1 EN_ATTENTE  acte   12 345 678  3 d

            """,
            ""));
        (await RunAsync("documents", "--number", "012345678", "--columns", "number,circonscription")).Output.ShouldBe("number      circonscription\n12 345 678  Laval\n");
        (await RunAsync("documents", "--status", "2")).ShouldBe((ExitCode.Success, "No document is so.\n", ""));
    }

    [Fact]
    public async Task All_environments_are_looked_at_one_after_the_other_and_pages_go_over_their_border()
    {
        Configure($"DEV_SUPABASE_DB_URL='{_dev.Url}'", $"PROD_SUPABASE_DB_URL='{_prod.Url}'", $"PROD_DOCUMENTS_PATH={_folder.Path}");
        var (numbers, arguments) = (new List<string>(), new List<string> { "documents", "--columns", "env,number", "--limit", "1", "--sort", "+created" });
        while (true)
        {
            var output = (await RunAsync([.. arguments])).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            numbers.Add(Spaces().Replace(output[1], " "));
            if (output.Length < 3)
            {
                break;
            }

            arguments = [.. arguments.Take(7), "--after", output[2].Split(' ')[^1]];
        }

        numbers.ShouldBe(["PROD 12 345 678", "DEV 12 345 678", "DEV 1 234 567", "DEV 2 000 000"]);
        (await RunAsync("documents", "--sort", "number", "--after", arguments[^1])).Error.ShouldBe("The place to go on from is of a list in another order. Take the one that this list told.\n");
    }

    [Fact]
    public async Task An_environment_that_does_not_answer_hides_no_other()
    {
        Configure($"DEV_SUPABASE_DB_URL='{_dev.Url}'", "PROD_SUPABASE_DB_URL=postgresql://nobody@127.0.0.1:1/none", $"PROD_DOCUMENTS_PATH={_folder.Path}");

        var found = await RunAsync("documents", "--columns", "number");

        found.ExitCode.ShouldBe(ExitCode.Unavailable);
        found.Output.ShouldBe("number\n2 000 000\n1 234 567\n12 345 678\n");
        found.Error.ShouldStartWith("PROD: ");
    }

    [Fact]
    public async Task CSV_is_quoted_begins_so_that_Excel_reads_its_accents_and_holds_no_formula() =>
        (await RunAsync("documents", "--csv", "--columns", "number,cadastre,dossier,priority,error")).ShouldBe((
            ExitCode.Success,
            "\uFEFFnumber,cadastre,dossier,priority,error\n2 000 000,Cadastre du Québec,,0,\n1 234 567,Cadastre du Québec,,0,\"The registry, it says, has \"\"none\"\".\"\n12 345 678,,\"'=cmd|calc\",0,\n",
            ""));

    [Fact]
    public async Task JSON_tells_everything_and_where_to_go_on()
    {
        var json = JsonDocument.Parse((await RunAsync("documents", "--json", "--limit", "1")).Output).RootElement;

        var document = json.GetProperty("documents")[0];
        (document.GetProperty("environment").GetString(), document.GetProperty("document").GetProperty("statusId").GetString()).ShouldBe(("Dev", "Complete"));
        document.GetProperty("document").EnumerateObject().Select(member => member.Name).ShouldBe([
            "id", "statusId", "documentNumber", "priority", "needsReview", "attempts", "ocrAttempts", "progress", "isStored", "createdAt", "updatedAt", "availableAt", "documentSource",
            "circonscriptionFonciere", "cadastre", "designationSecondaire", "acteType", "dossier", "stage", "workerId", "outcome", "error", "reviewReason", "pages", "dueAt",
        ]);
        json.GetProperty("faults").GetArrayLength().ShouldBe(0);
        var next = await RunAsync("documents", "--json", "--after", json.GetProperty("next").GetString()!);
        JsonDocument.Parse(next.Output).RootElement.ShouldSatisfyAllConditions(
            rest => rest.GetProperty("documents").GetArrayLength().ShouldBe(2), rest => rest.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null));
    }

    [Fact]
    public async Task What_was_not_understood_is_told_before_anybody_is_asked()
    {
        (await RunAsync("documents", "--status", "9", "--older", "x")).ShouldBe((
            ExitCode.Usage, "",
            "--status: found '9'; allowed: 1 to 5, or en_attente, en_traitement, complete, ocr_complete, erreur.\n--older: found 'x'; allowed: a number with s, m, h or d, as in 2h.\n"));
        (await RunAsync("documents", "--columns", "colour")).Error.ShouldStartWith("--columns: found 'colour'; allowed: id, env, status, ");
        (await RunAsync("documents", "--sort", "colour")).Error.ShouldBe("--sort: found 'colour'; allowed: created, updated, number, priority; from the other end with a + before it.\n");
        (await RunAsync("documents", "--after", "x")).Error.ShouldBe("--after: found 'x'; allowed: the place that the page before told.\n");
        (await RunAsync("documents", "--csv", "--json")).ExitCode.ShouldBe(ExitCode.Usage);
        (await RunAsync("documents", "--limit", "0")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    [Fact]
    public async Task Dead_letters_are_told_by_outcome_with_what_to_do()
    {
        (await RunAsync("dead-letters")).ShouldBe((
            ExitCode.Differs,
            """
            DEV: 1 not_found index, 0 with their PDF; the oldest 60 min ago, the latest 60 min ago
              the latest: aaaa0002-0000-0000-0000-000000000002: The registry, it says, has "none".
              what to do: check number, circonscription and cadastre of the row, correct it, then retry
              all of them: retry --outcome not_found --kind index

            """,
            ""));
        (await RunAsync("dead-letters", "--source", "acte")).ShouldBe((ExitCode.Success, "DEV: nothing ended as an error.\n", ""), "the word of enqueue is one here too");
        (await RunAsync("dead-letters", "--kind", "acte")).ShouldBe((ExitCode.Success, "DEV: nothing ended as an error.\n", ""));
        var group = JsonDocument.Parse((await RunAsync("dead-letters", "--json")).Output).RootElement[0].GetProperty("groups")[0];
        (group.GetProperty("letters").GetProperty("documents").GetInt32(), group.GetProperty("remedy").GetString()!.Length > 0).ShouldBe((1, true));
    }

    private void Configure(params string[] lines) => File.WriteAllLines(_folder.File("env"), [.. lines, $"DEV_DOCUMENTS_PATH={_folder.Path}"]);

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = await CommandLine.InvokeAsync([.. arguments, "--env-file", _folder.File("env")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }

    [GeneratedRegex(" +", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}
