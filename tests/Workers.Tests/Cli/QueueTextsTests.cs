using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>What operators and their scripts read from <c>enqueue</c>, <c>explain</c>, <c>cancel</c> and <c>retry</c>, to the letter.</summary>
public sealed partial class QueueTextsTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private const string Header = "document_source,document_number,circonscription_fonciere,cadastre,idempotency_key\n";
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        Configure(
            $"DEV_SUPABASE_DB_URL='{_database.Url}'", $"DEV_DOCUMENTS_PATH={_folder.Path}",
            $"REDIS_URL={await redis.UrlAsync()}", $"REDIS_KEY_PREFIX={redis.NewPrefix()}");
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Enqueue_names_each_document_and_counts_them()
    {
        var file = Write(Header + "index,1 234 567,Montréal,Cadastre du Québec,a\nplan_cadastraux,2,Laval,Cadastre du Québec,b\n");

        (await RunAsync("enqueue", file)).ShouldBe((ExitCode.Success, "ID DEV Index 1 234 567\nID DEV PlanCadastraux 2\nDEV: 2 added, 0 already there, 0 refused\n", ""));
        (await RunAsync("enqueue", file)).ShouldBe((
            ExitCode.Success, "ID DEV Index 1 234 567 (already there: 1 EN_ATTENTE)\nID DEV PlanCadastraux 2 (already there: 1 EN_ATTENTE)\nDEV: 0 added, 2 already there, 0 refused; already there: 2 at 1 EN_ATTENTE\n", ""));
    }

    [Fact]
    public async Task Enqueue_tells_of_rows_without_a_key_which_were_asked_for_before_and_where_they_are()
    {
        var file = Write("document_source,document_number,circonscription_fonciere,cadastre\nindex,1 234 567,Montréal,Cadastre du Québec\nindex,7,Laval,Q\n");
        await RunAsync("enqueue", file);
        await _database.ExecuteAsync("update extraction_queue set status_id = 4 where document_number = '7'");

        var (exitCode, output, error) = await RunAsync("enqueue", file);

        (exitCode, error).ShouldBe((ExitCode.Success, ""));
        output.ShouldBe(
            "ID DEV Index 1 234 567 (beside ID: 1 EN_ATTENTE)\nID DEV Index 7 (beside ID: 4 OCR_COMPLETE)\n"
            + "DEV: 2 added, 0 already there, 0 refused; 2 of the added ask for what was there already: 1 at 1 EN_ATTENTE, 1 at 4 OCR_COMPLETE (an idempotency_key adds a document once)\n");
        var told = JsonNode.Parse((await RunAsync("enqueue", file, "--json")).Output.Split('\n')[0])!["there"]!;
        told["statusId"]!.ToString().ShouldBe("EnAttente");
    }

    [Fact]
    public async Task Enqueue_counts_a_long_file_once()
    {
        var rows = Enumerable.Range(1, 401).Select(row => $"index,{row.ToString(CultureInfo.InvariantCulture)},Laval,Q,{row.ToString(CultureInfo.InvariantCulture)}\n");

        var (exitCode, output, error) = await RunAsync("enqueue", Write(Header + string.Concat(rows)));

        exitCode.ShouldBe(ExitCode.Success, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(402);
        lines[^1].ShouldBe("DEV: 401 added, 0 already there, 0 refused");
    }

    [Fact]
    public async Task Enqueue_tells_every_fault_before_it_adds_anything()
    {
        const string Faults = "line 3: document_number is missing\nline 3: cadastre is missing\nline 4: document_source 'x' is unknown; allowed: index, acte, plan_cadastraux\n";
        var file = Write(Header + "index,1,Laval,Q,a\nindex,,Laval,,b\nx,1,Laval,Q,c\n");

        (await RunAsync("enqueue", file)).ShouldBe((
            ExitCode.Data, "", Faults + "2 bad, 1 good: nothing was added. Correct the rows above, or add the good ones with --skip-bad.\n"));
        (await RunAsync("enqueue", file, "--skip-bad")).ShouldBe((ExitCode.Data, "ID DEV Index 1\nDEV: 1 added, 0 already there, 0 refused\n", Faults));
        (await RunAsync("enqueue", Write(Header))).ShouldBe((
            ExitCode.Data, "", "There is no document in it: nothing was added. Give at least one row below the header, or one object in the JSON array.\n"));
        (await RunAsync("enqueue")).ShouldBe((ExitCode.Usage, "", "Give a file, or --source and --number. See enqueue --help.\n"));
        (await RunAsync("enqueue", file, "--number", "1")).ShouldBe((ExitCode.Usage, "", "Give a file or a single document, not both.\n"));
    }

    [Fact]
    public async Task Enqueue_adds_no_document_of_any_environment_when_one_database_refuses_one()
    {
        await _database.ExecuteAsync("alter function public.workers_enqueue rename to enqueue_before");
        await _database.ExecuteAsync("""
            create function public.workers_enqueue(request jsonb) returns json language sql as $$
              select public.enqueue_before(jsonb_set(request, '{documents,0,document_number}', to_jsonb(repeat('9', 101)))) $$
            """);
        await using var other = await QueueDatabase.CreateAsync(postgres);
        Configure($"DEV_SUPABASE_DB_URL='{_database.Url}'", $"DEV_DOCUMENTS_PATH={_folder.Path}", $"PROD_SUPABASE_DB_URL='{other.Url}'", $"PROD_DOCUMENTS_PATH={_folder.Path}");
        var file = Write("environment," + Header + "prod,index,1,Laval,Q,a\ndev,index,2,Laval,Q,b\ndev,index,3,Laval,Q,c\n");

        (await RunAsync("enqueue", file)).ShouldBe((
            ExitCode.Data,
            "PROD: 0 added, 0 already there, 0 refused\nDEV: 0 added, 0 already there, 1 refused\n",
            "line 3: DEV Index 2: document_number is longer than 100 characters\n"
            + "1 refused by the database: nothing was added. Correct the rows above, or add the good ones with --skip-bad.\n"));
        (await other.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(0);

        var (exitCode, output, _) = await RunAsync("enqueue", file, "--skip-bad");
        exitCode.ShouldBe(ExitCode.Data);
        output.ShouldBe("ID PROD Index 1\nPROD: 1 added, 0 already there, 0 refused\nID DEV Index 3\nDEV: 1 added, 0 already there, 1 refused\n");
    }

    [Fact]
    public async Task Enqueue_says_of_a_file_that_it_guessed_its_encoding()
    {
        var file = _folder.File("documents.csv");
        await File.WriteAllBytesAsync(file, System.Text.Encoding.Latin1.GetBytes(Header + "index,1,Montréal,Cadastre du Québec,a\n"), TestContext.Current.CancellationToken);

        (await RunAsync("enqueue", file)).ShouldBe((
            ExitCode.Success,
            "ID DEV Index 1\nDEV: 1 added, 0 already there, 0 refused\n",
            $"{file}: the file is not UTF-8; it is read as Windows-1252, which Excel writes as plain CSV ('Montréal')\n"));
        (await _database.ReadAsync<string>("select circonscription_fonciere from extraction_queue")).ShouldBe("Montréal");
    }

    [Fact]
    public async Task An_environment_that_is_not_clear_is_asked_for()
    {
        const string NotConfigured = "STAGING is not configured; configured: dev. Set STAGING_SUPABASE_URL and its key, or name another.\n";
        var id = Guid.NewGuid().ToString();
        (await RunAsync("explain", id, "--env", "staging")).ShouldBe((ExitCode.Configuration, "", NotConfigured));
        (await RunAsync("enqueue", "missing.csv", "--env", "staging")).ShouldBe((ExitCode.Configuration, "", NotConfigured));

        Configure($"DEV_SUPABASE_DB_URL='{_database.Url}'", $"DEV_DOCUMENTS_PATH={_folder.Path}", $"PROD_SUPABASE_DB_URL='{_database.Url}'", $"PROD_DOCUMENTS_PATH={_folder.Path}");

        (await RunAsync("cancel", id)).ShouldBe((ExitCode.Data, "", "No document ID in PROD, DEV.\n"));
        (await RunAsync("cancel", "--status", "1")).ShouldBe((ExitCode.Usage, "", "Several environments are configured (prod, dev): say which with --env.\n"));
        (await RunAsync("explain", id)).ShouldBe((ExitCode.Data, "", "No document ID in PROD, DEV.\n"));
        (await RunAsync("explain", id, "--env", "dev")).ShouldBe((ExitCode.Data, "", "No document ID in DEV.\n"));
        (await RunAsync("explain", "7", "--env", "dev")).ShouldBe((ExitCode.Data, "", "No document 7 in DEV.\n"));
        (await RunAsync("explain", "e3d")).ShouldBe((ExitCode.Data, "", "No document has the number e3d in PROD, DEV; of an id 4 signs are the least.\n"));
        (await RunAsync("enqueue", Write(Header + "index,1,Laval,Q,a\n"))).ShouldBe((
            ExitCode.Data, "",
            "line 2: environment is missing; give the column or --env (prod, dev)\n1 bad, 0 good: nothing was added. Correct the rows above, or add the good ones with --skip-bad.\n"));
    }

    [Fact]
    public async Task Explain_shows_the_row_what_it_waits_for_and_what_happened()
    {
        const string Told = """
            DEV index 1 234 567, Montréal, Cadastre du Québec
            id: ID
            It waits to be bought (1 EN_ATTENTE) since TIME, for N s.
            Attempts: 0 of 3 at buying, 0 of 3 at reading.
            waits for: 0 before it wait for a registre worker; no daemon runs on this Redis
            time: N s waiting to be bought
            history:
              TIME            added
              TIME      +N s  cancelled: asked twice
              TIME      +N s  tried again, from 1 EN_ATTENTE

            """;
        await RunAsync("enqueue", Write(Header + "index,1 234 567,Montréal,Cadastre du Québec,a\n"));
        var id = (await _database.ReadAsync<Guid>("select id from extraction_queue")).ToString();
        (await RunAsync("cancel", id, "--reason", "asked twice")).ShouldBe((ExitCode.Success, "ID: cancelled\n", ""));
        (await RunAsync("cancel", id)).ShouldBe((ExitCode.Data, "", "ID: refused: it has ended at 5: nothing of it waits\n"));
        (await RunAsync("retry", id)).ShouldBe((ExitCode.Success, "ID: tried again from EN_ATTENTE\n", ""));

        (await RunAsync("explain", id)).ShouldBe((ExitCode.Success, Told, ""));
        (await RunAsync("explain", id[..8])).ShouldBe((ExitCode.Success, Told, ""));
        (await RunAsync("explain", "1234567")).ShouldBe((ExitCode.Success, Told, ""));
    }

    [Fact]
    public async Task Explain_lists_the_documents_that_a_number_means_and_tells_one_as_JSON()
    {
        await RunAsync("enqueue", Write(Header + "index,1 234 567,Montréal,Cadastre du Québec,a\nindex,1 234 567,Laval,Cadastre du Québec,b\n"));

        var (exitCode, output, error) = await RunAsync("explain", "1 234 567");
        (exitCode, error).ShouldBe((ExitCode.Data, "2 documents are meant by '1 234 567': explain one by its id.\n"));
        output.Split('\n').Skip(1).Order().Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Where(cells => cells.Length > 0)
            .Select(cells => string.Join('|', cells)).ShouldBe(["ID|DEV|1 EN_ATTENTE|index|1 234 567|Laval|N s", "ID|DEV|1 EN_ATTENTE|index|1 234 567|Montréal|N s"]);
        (await RunAsync("explain", "7")).ShouldBe((ExitCode.Data, "", "No document 7 in DEV.\n"));

        var id = (await _database.ReadAsync<Guid>("select id from extraction_queue limit 1")).ToString();
        var json = System.Text.Json.JsonDocument.Parse((await RunAsync("explain", id, "--json")).Output).RootElement;
        json.EnumerateObject().Select(member => member.Name).ShouldBe(
            ["environment", "at", "document", "since", "heldOn", "waitsFor", "times", "purchases", "events", "evidence", "setAside", "reviews", "reading"]);
        (json.GetProperty("document").GetProperty("status").GetInt32(), json.GetProperty("events")[0].GetProperty("kind").GetString()).ShouldBe((1, "enqueued"));
    }

    private void Configure(params string[] lines) => File.WriteAllLines(_folder.File("env"), lines);

    private string Write(string text)
    {
        File.WriteAllText(_folder.File("documents.csv"), text);
        return _folder.File("documents.csv");
    }

    /// <summary>Ids, times and seconds are replaced by words.</summary>
    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync([.. arguments, "--env-file", _folder.File("env")], output, error);
        return (exitCode, Words(output), Words(error));
    }

    private static string Words(StringWriter text) => Seconds().Replace(Time().Replace(Id().Replace(text.ToString(), "ID"), "TIME"), "N s");

    [GeneratedRegex(@"\b\d+ s\b", RegexOptions.None, 1000)]
    private static partial Regex Seconds();

    [GeneratedRegex(@"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Time();
}
