using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using StackExchange.Redis;
using Workers.Hosting;
using Workers.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>The commands that change and show a queue, on a real Postgres and a real Redis.</summary>
public sealed class QueueCommandsTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private const string Header = "document_source,document_number,circonscription_fonciere,cadastre,idempotency_key\n";
    private readonly TemporaryFolder _folder = new();
    private readonly string _prefix = redis.NewPrefix();
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        File.WriteAllText(
            _folder.File("env"),
            $"DEV_SUPABASE_DB_URL='{_database.Url}'\nDEV_DOCUMENTS_PATH={_folder.Path}\nREDIS_URL={await redis.UrlAsync()}\nREDIS_KEY_PREFIX={_prefix}\n");
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_file_is_added_once_however_often_it_is_sent()
    {
        var file = Write("documents.csv", Header + "index,1 234 567,Montréal,Cadastre du Québec,a\nplan_cadastraux,2,Laval,Cadastre du Québec,b\n");

        var first = await RunAsync("enqueue", file);
        var second = await RunAsync("enqueue", file);

        first.ExitCode.ShouldBe(ExitCode.Success, first.Error);
        first.Output.ShouldContain("DEV: 2 added, 0 already there, 0 refused");
        second.Output.ShouldContain("DEV: 0 added, 2 already there, 0 refused");
        (await CountAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task Nothing_is_added_by_functions_of_another_version_which_would_not_see_how_they_are_asked()
    {
        await _database.PretendFunctionsAsync();

        var refused = await RunAsync("enqueue", Write("documents.csv", Header + "index,1 234 567,Montréal,Cadastre du Québec,a\n"));

        refused.ExitCode.ShouldBe(ExitCode.Configuration);
        refused.Error.ShouldContain("workers migrate --env dev");
        (await CountAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("empty.json", "[]")]
    [InlineData("empty.csv", Header)]
    public async Task A_file_without_documents_says_so(string name, string text)
    {
        var refused = await RunAsync("enqueue", Write(name, text));

        refused.ExitCode.ShouldBe(ExitCode.Data);
        refused.Error.ShouldContain("There is no document in it");
    }

    [Fact]
    public async Task One_bad_row_adds_nothing_unless_bad_rows_are_skipped()
    {
        var file = Write("documents.csv", Header + "index,1,Montréal,Cadastre du Québec,a\nindex,,Montréal,Cadastre du Québec,b\n");

        var refused = await RunAsync("enqueue", file);
        refused.ExitCode.ShouldBe(ExitCode.Data);
        refused.Error.ShouldContain("line 3: document_number is missing");
        (await CountAsync()).ShouldBe(0);

        (await RunAsync("enqueue", file, "--skip-bad")).ExitCode.ShouldBe(ExitCode.Data);
        (await CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task One_document_is_added_cancelled_retried_and_explained()
    {
        var added = await RunAsync("enqueue", "--source", "acte", "--number", "23 456 789", "--circonscription", "Laval", "--acte-type", "Acte", "--env", "dev");
        added.ExitCode.ShouldBe(ExitCode.Success, added.Error);
        var id = added.Output.Split(' ')[0];

        (await RunAsync("cancel", id, "--reason", "asked twice")).Output.ShouldContain($"{id}: cancelled");
        (await RunAsync("dead-letters")).ShouldSatisfyAllConditions(
            none => none.ExitCode.ShouldBe(ExitCode.Success, none.Output), none => none.Output.ShouldContain("nothing ended as an error. 1 were cancelled, as ordered;"), none => none.Output.ShouldNotContain("retry"));
        (await RunAsync("cancel", id)).ExitCode.ShouldBe(ExitCode.Data);
        (await RunAsync("retry", id)).Output.ShouldContain("tried again from EN_ATTENTE");

        var told = await RunAsync("explain", id);
        told.Output.ShouldContain("asked twice");
        told.Output.ShouldContain("23 456 789");
        told.Output.ShouldContain("waits for: 0 before it wait for a registre worker; no daemon runs on this Redis");
    }

    [Fact]
    public async Task The_offices_file_comes_with_a_document_from_CSV_JSON_and_the_command_line_and_is_explained()
    {
        var csv = Write("documents.csv", "document_source,document_number,circonscription_fonciere,cadastre,dossier\nindex,1,Laval,Q,2026-0417 Tremblay\nindex,2,Laval,Q,\n");
        var json = Write("documents.json", """[{"document_source": "index", "document_number": 3, "circonscription_fonciere": "Laval", "cadastre": "Q", "dossier": 20260418}]""");

        await RunAsync("enqueue", csv);
        await RunAsync("enqueue", json);
        await RunAsync("enqueue", "--source", "index", "--number", "4", "--circonscription", "Laval", "--cadastre", "Q", "--dossier", "A-9");

        (await _database.ListAsync<string>("select coalesce(dossier, '-') from extraction_queue order by document_number")).ShouldBe(["2026-0417 Tremblay", "-", "20260418", "A-9"]);
        var id = await _database.ReadAsync<Guid>("select id from extraction_queue where document_number = '1'");
        (await RunAsync("explain", id.ToString())).Output.ShouldContain("dossier: 2026-0417 Tremblay");
        (await RunAsync("enqueue", Write("bad.csv", $"document_source,document_number,circonscription_fonciere,cadastre,dossier\nindex,1,Laval,Q,{new string('d', 101)}\n")))
            .Error.ShouldContain("line 2: dossier is longer than 100 characters: it has 101");
    }

    [Fact]
    public async Task A_document_that_cannot_be_read_before_the_days_quota_is_reset_says_so()
    {
        var added = await RunAsync("enqueue", "--source", "acte", "--number", "7", "--circonscription", "Laval", "--acte-type", "Acte", "--env", "dev");
        var id = added.Output.Split(' ')[0];
        await _database.ExecuteAsync("update extraction_queue set status_id = 3, supabase_path = 'actes/7.pdf'");
        await RunAsync("gemini", "limit", "--rpd", "5");
        (await RunAsync("explain", id)).Output.ShouldNotContain("a day");

        await using var redisOfDaemons = await RedisGateway.ConnectAsync(
            new() { Url = RedisAddress.Parse(await redis.UrlAsync()) }, TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        await redisOfDaemons.ExecuteAsync("HSET", [(RedisKey)new RedisKeys(_prefix, null).GeminiLimiter, "day_r", 5], CancellationToken.None);
        (await RunAsync("explain", id)).Output.ShouldContain("before it wait for an OCR worker in acte mode; no daemon runs on this Redis; Gemini's 5 requests a day");
        (await RunAsync("status")).Output.ShouldContain("! Gemini's 5 requests a day (GEMINI_MAX_RPD) are used up");
    }

    [Theory]
    [InlineData("enqueue missing.csv", ExitCode.Data)]
    [InlineData("enqueue", ExitCode.Usage)]
    [InlineData("enqueue --source index --number 1 --circonscription Laval --cadastre Q --env prod", ExitCode.Configuration)]
    [InlineData("cancel not-an-id", ExitCode.Usage)]
    [InlineData("retry", ExitCode.Usage)]
    [InlineData("explain 00000000-0000-0000-0000-000000000001", ExitCode.Data)]
    public async Task Wrong_input_is_told_and_changes_nothing(string line, int exitCode)
    {
        var result = await RunAsync(line.Split(' '));

        result.ExitCode.ShouldBe(exitCode);
        result.Error.ShouldNotBeEmpty();
        (await CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Status_shows_the_queue_without_a_daemon_as_text_and_as_json()
    {
        await RunAsync("enqueue", "--source", "acte", "--number", "1", "--circonscription", "Laval", "--acte-type", "Acte");

        var text = await RunAsync("status");
        text.ExitCode.ShouldBe(ExitCode.Success, text.Error);
        text.Output.ShouldContain("1 EN_ATTENTE");
        text.Output.ShouldContain("No daemon runs");

        var json = System.Text.Json.JsonDocument.Parse((await RunAsync("status", "--json")).Output);
        json.RootElement.GetProperty("environments")[0].GetProperty("queue")[0].GetProperty("ready").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Status_shows_what_was_spent_today()
    {
        (await RunAsync("status")).Output.ShouldNotContain("Spent at the registry today");
        await _database.ExecuteAsync("""
            insert into registre_consultations (environment, job_id, claim_token, account, document_source, document_number, state, submitting_at, dossier, price_cad)
            values ('DEV', gen_random_uuid(), 1, '12A3456', 'acte', '1', 'stored', now(), '2026-0417', 1.50), ('DEV', gen_random_uuid(), 1, '12A3456', 'acte', '2', 'uncertain', now(), '2026-0417', 1.50)
            """);

        var text = (await RunAsync("status")).Output;
        text.ShouldContain("  DEV          all      in doubt: 1.50  2          3.00");
        text.ShouldContain("               12A3456  2026-0417       2          3.00");
        var json = System.Text.Json.JsonDocument.Parse((await RunAsync("status", "--json")).Output);
        json.RootElement.GetProperty("environments")[0].GetProperty("spend").GetProperty("cad").GetDecimal().ShouldBe(3.00m);
    }

    [Fact]
    public async Task Status_tells_what_cannot_be_asked()
    {
        await _database.ExecuteAsync("drop function public.workers_depth");

        var result = await RunAsync("status");

        result.ExitCode.ShouldBe(ExitCode.Configuration);
        result.Output.ShouldContain("! Dev:");
    }

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
