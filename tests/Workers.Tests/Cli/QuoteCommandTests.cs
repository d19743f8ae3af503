using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>What a file would cost, on a real Postgres.</summary>
public sealed class QuoteCommandTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Header = "document_source,document_number,circonscription_fonciere,cadastre,acte_type\n";
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        File.WriteAllText(
            _folder.File("env"), $"DEV_SUPABASE_DB_URL='{_database.Url}'\nDEV_DOCUMENTS_PATH={_folder.Path}\nREDIS_URL=redis://127.0.0.1:1\nREGISTRE_PRICE_CAD=1.55@2026-04-01\n");
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_file_is_quoted_by_what_is_new_owned_in_flight_and_invalid_and_nothing_is_added()
    {
        await RunAsync("enqueue", Write("waiting.csv", Header + "index,1 000 001,Laval,Cadastre du Québec,\n"));
        await AddPurchaseAsync("acte", "25616321", "stored", "2026-05-01", "montreal", acteType: "acte");
        await AddPurchaseAsync("index", "1000002", "stored", "2026-05-01", "laval", "cadastre du quebec");
        await AddPurchaseAsync("index", "1000003", "submitting", null, "laval", "cadastre du quebec");
        var before = await CountAsync();

        var quoted = await RunAsync("quote", Write("documents.csv", Header
            + "index,1000001,Laval,Cadastre du Québec,\n"     // waits in the queue
            + "acte,25 616 321,Montréal,,Acte\n"              // owned for ever
            + "index,1 000 002,Laval,Cadastre du Québec,\n"   // owned once, too long ago
            + "index,1 000 003,Laval,Cadastre du Québec,\n"   // being bought
            + "index,1 000 004,Laval,Cadastre du Québec,\n"
            + "index,1000004,LAVAL,cadastre du québec,\n"     // the same once more
            + "index,,Laval,Cadastre du Québec,\n"));

        quoted.Error.ShouldBe("line 8: document_number is missing\n");
        quoted.Output.ShouldBe(
            "DEV: 2 new for 3.10 CAD (1.55 each), 1 owned already, 3 in flight, 0 refused\n  owned already: line 3\n3.10 CAD for 2 documents; 1 invalid; nothing was added\n");
        quoted.ExitCode.ShouldBe(ExitCode.Data);
        (await CountAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("6.20", "0.00 of 6.20 CAD are spent today; it pays for 2 of these 2 today\n")]
    [InlineData("2", "0.00 of 2.00 CAD are spent today; it pays for 1 of these 2 today, the others wait for the next day\n")]
    public async Task What_the_days_budget_pays_for_is_said_with_the_price(string limit, string expected)
    {
        File.AppendAllText(_folder.File("env"), $"REGISTRE_BUDGET_CAD_DAY={limit}\n");

        var quoted = await RunAsync("quote", Write("documents.csv", Header + "index,1,Laval,Q,\nindex,2,Laval,Q,\n"));

        quoted.Output.ShouldContain($"  REGISTRE_BUDGET_CAD_DAY: {expected}");
    }

    [Fact]
    public async Task The_budget_that_an_operator_ordered_is_the_one_that_is_quoted()
    {
        File.AppendAllText(_folder.File("env"), "REGISTRE_BUDGET_CAD_DAY=620\n");
        (await RunAsync("set", "REGISTRE_BUDGET_CAD_DAY=2")).ExitCode.ShouldBe(ExitCode.Success);

        var quoted = await RunAsync("quote", Write("documents.csv", Header + "index,1,Laval,Q,\nindex,2,Laval,Q,\n"));

        quoted.Output.ShouldContain("  REGISTRE_BUDGET_CAD_DAY: 0.00 of 2.00 CAD are spent today; it pays for 1 of these 2 today");
    }

    [Fact]
    public async Task A_file_without_a_document_says_so()
    {
        var quoted = await RunAsync("quote", Write("documents.csv", Header));

        (quoted.ExitCode, quoted.Error).ShouldBe((ExitCode.Data, "The file has no rows below its heading: there is nothing to quote. Add a line for each document.\n"));
    }

    [Fact]
    public async Task Enqueue_tells_the_same_before_it_adds()
    {
        var added = await RunAsync("enqueue", Write("documents.csv", Header + "index,1,Laval,Q,\nindex,2,Laval,Q,\n"), "--quote");

        added.ExitCode.ShouldBe(ExitCode.Success, added.Error);
        added.Output.ShouldStartWith("DEV: 2 new for 3.10 CAD (1.55 each), 0 owned already, 0 in flight, 0 refused\n");
        (await CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task The_longest_file_is_quoted()
    {
        var rows = string.Concat(Enumerable.Range(1, 20_000).Select(number => $"index,{number},Laval,Q,\n"));

        (await RunAsync("quote", Write("documents.csv", Header + rows))).Output.ShouldContain("31000.00 CAD for 20000 documents");
    }

    private Task AddPurchaseAsync(string source, string number, string state, string? storedAt, string circonscription, string cadastre = "", string acteType = "") => _database.ExecuteAsync($"""
        insert into registre_consultations (environment, job_id, claim_token, document_source, document_number, circonscription, cadastre, acte_type, state, stored_at)
        values ('DEV', gen_random_uuid(), 1, '{source}', '{number}', '{circonscription}', '{cadastre}', '{acteType}', '{state}', nullif('{storedAt}', '')::timestamptz)
        """);

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.File(name), text);
        return _folder.File(name);
    }

    private Task<long> CountAsync() => _database.ReadAsync<long>("select count(*) from extraction_queue");

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync([.. arguments, "--env-file", _folder.File("env")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
