using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Hosting.Node;
using Workers.Jobs.Changes;
using Workers.Scenarios;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>Several documents are changed after a preview, by an order that outlives its command; over a real Postgres.</summary>
public sealed partial class ChangeCommandTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _settings["DEV_SUPABASE_DB_URL"] = _database.Url;
        _settings["DEV_DOCUMENTS_PATH"] = _folder.Path;
        _settings["REDIS_URL"] = await redis.UrlAsync();
        _settings["REDIS_KEY_PREFIX"] = redis.NewPrefix();
        await File.WriteAllLinesAsync(_folder.File("env"), _settings.Select(one => $"{one.Key}='{one.Value}'"));
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_preview_says_what_is_changed_paid_and_left_out_and_yes_carries_it_out()
    {
        await AddAsync(4, 5, "attempts_exhausted", stored: false);
        await AddAsync(3, 5, "attempts_exhausted", stored: true);
        await AddAsync(2, 2, null, stored: false);

        (await RunAsync("retry", "--status", "5,2", "--reason", "the site is back")).ShouldBe((
            ExitCode.Success,
            """
            DEV: retry of status 5 or 2
                      4  5 ERREUR index: bought, unless it is owned
                      3  5 ERREUR index: its PDF is there; read, pages that are kept cost nothing
                      2  left out: 2 EN_TRAITEMENT index: its status is 2, not 5
            paid at the registry: 6.00 CAD for 4 purchases at 1.50
            paid for reading: about 0.89 USD for 7 documents, 28 pages (as a usual page)
            7 would be changed, 2 left out
            Nothing was changed: the same with --yes changes these 7.

            """,
            ""));
        (await CountAsync("status_id = 5")).ShouldBe(7);

        (await RunAsync("retry", "--status", "5,2", "--reason", "the site is back", "--by", "the notary", "--yes")).ShouldBe((
            ExitCode.Success,
            """
            DEV: retry of status 5 or 2
                      4  5 ERREUR index: bought, unless it is owned
                      3  5 ERREUR index: its PDF is there; read, pages that are kept cost nothing
                      2  left out: 2 EN_TRAITEMENT index: its status is 2, not 5
            paid at the registry: 6.00 CAD for 4 purchases at 1.50
            paid for reading: about 0.89 USD for 7 documents, 28 pages (as a usual page)
            7 would be changed, 2 left out
            bulk change ID
            bulk change: ID
            what: retry of status 5 or 2
            asked: TIME by the notary: the site is back
            expected: 7 documents, 6.00 CAD, 0.89 USD
            state: retry: 7 of 7 changed, 2 left out; finished
                      2  left out: its status is 2, not 5
            ended: TIME by RUNNER

            """,
            ""));
        (await CountAsync("status_id in (1, 3)")).ShouldBe(7);
        (await RunAsync("explain", await _database.ReadAsync<string>("select id::text from extraction_queue where status_id = 1 limit 1"))).Output
            .ShouldContain("tried again, from 1 EN_ATTENTE: the site is back (bulk change ID)\n");
        (await RunAsync("bulk", "list")).Output.ShouldContain("the notary  retry: 7 of 7 changed, 2 left out; finished\n");
        (await RunAsync("retry", "--status", "5")).ShouldBe((ExitCode.Data, "DEV: retry of status 5\n0 would be changed, 0 left out\nNothing is there to be changed.\n", ""));
    }

    [Fact]
    public async Task Several_ids_are_a_preview_and_one_acts_at_once()
    {
        await AddAsync(3, 4, null, stored: true);
        var ids = await _database.ListAsync<string>("select id::text from extraction_queue order by 1");

        (await RunAsync("requeue-ocr", ids[0], ids[1])).Output.ShouldContain("2  4 OCR_COMPLETE index: read anew, every page paid anew\n");
        (await CountAsync("status_id = 4")).ShouldBe(3);
        (await RunAsync("requeue-ocr", ids[0])).ShouldBe((ExitCode.Success, "ID: is read anew\n", ""));
        (await RunAsync("priority", "--to", "7", ids[0])).ShouldBe((ExitCode.Success, "ID: has its new priority\n", ""));
        (await RunAsync("priority", "--to", "7", ids[0], ids[1])).Output.ShouldContain("left out: 3 COMPLETE index: its priority is 7 already\n");
        (await RunAsync("requeue-ocr", ids[0])).ShouldBe((ExitCode.Data, "", "ID: refused: it waits for its reading already\n"));
        (await RunAsync("requeue-ocr", ids[1], ids[2], "--yes")).ExitCode.ShouldBe(ExitCode.Success);
        (await CountAsync("status_id = 3 and read_anew_at is not null")).ShouldBe(3);
        (await RunAsync("cancel", "--kind", "index", "--yes")).Output.ShouldContain("state: cancel: 3 of 3 changed, 0 left out; finished\n");
        (await RunAsync("cancel")).ShouldBe((ExitCode.Usage, "", "Give an id, or say which documents are meant, as by --status or --outcome. See --help.\n"));
    }

    [Fact]
    public async Task JSON_tells_the_preview_and_the_order()
    {
        await AddAsync(2, 5, "failed", stored: true);

        var preview = JsonDocument.Parse((await RunAsync("retry", "--outcome", "failed", "--json")).Output).RootElement;
        var done = JsonDocument.Parse((await RunAsync("retry", "--outcome", "failed", "--json", "--yes")).Output).RootElement;

        preview.GetProperty("bulk").ValueKind.ShouldBe(JsonValueKind.Null);
        preview.GetProperty("preview").EnumerateObject().Select(member => member.Name).ShouldBe(["environment", "verb", "filter", "groups", "cost", "changed", "leftOut"]);
        preview.GetProperty("preview").GetProperty("cost").EnumerateObject().Select(member => member.Name)
            .ShouldBe(["purchases", "owned", "doubtful", "isAtMost", "priceCad", "readings", "pages", "usd", "isMeasured", "cad"]);
        (done.GetProperty("bulk").GetProperty("changed").GetInt32(), done.GetProperty("bulk").GetProperty("state").GetString()).ShouldBe((2, "Finished"));
        var shown = JsonDocument.Parse((await RunAsync("bulk", "show", done.GetProperty("bulk").GetProperty("id").GetString()![..8], "--json")).Output).RootElement;
        shown.GetProperty("order").GetProperty("verb").GetString().ShouldBe("Retry");
    }

    [Fact]
    public async Task A_command_that_is_killed_in_the_middle_is_gone_on_with_and_each_document_is_changed_once()
    {
        await AddAsync(20_000, 5, "failed", stored: true);
        await using (var command = DaemonProcess.Start(_folder.Path, _settings, "retry", "--outcome", "failed", "--yes"))
        {
            await command.WaitForAsync("bulk change ", Bound);
            command.Kill();
            await command.WaitForExitAsync(Bound);
        }

        (await _database.ReadAsync<string>("select state from bulk_changes")).ShouldBe("running");
        // Its lease ends.
        await _database.SetClockAheadAsync(TimeSpan.FromMinutes(1));
        var again = await RunAsync("retry", "--outcome", "failed", "--yes");

        again.Output.ShouldContain("The same order runs already as bulk change ID: it is gone on with.\n");
        again.Output.ShouldContain("20,000 of 20,000 changed, 0 left out; finished\n");
        (await _database.ReadAsync<string>("select concat_ws(' ', count(*), count(distinct job_id)) from job_events where kind = 'retried'")).ShouldBe("20000 20000");
        (await _database.ReadAsync<long>("select count(*) from bulk_changes")).ShouldBe(1);
    }

    [Fact]
    public async Task A_daemon_goes_on_with_an_order_whose_command_is_gone_and_a_cancelled_one_is_left()
    {
        await AddAsync(1200, 5, "failed", stored: true);
        await using var functions = _database.OpenFunctions();
        var store = new BulkStore(functions);
        var order = new BulkOrder(Guid.NewGuid(), "DEV", BulkVerb.Retry, new() { Outcomes = ["failed"] }, new(), "me", null, 1200, 0, 0);
        await store.StartAsync(order, CancellationToken.None);
        using var loop = new BulkChangeLoop(
            new([functions]), new DaemonIdentity("vm", "vm-1"), new BackgroundLoops(TimeProvider.System, NullLogger<BackgroundLoops>.Instance), TimeProvider.System, NullLogger<BulkChangeLoop>.Instance);

        await loop.RunOnceAsync(TargetEnvironment.Dev, CancellationToken.None);

        (await RunAsync("bulk", "show", order.Id.ToString())).Output.ShouldContain("state: retry: 1,200 of 1,200 changed, 0 left out; finished\n");
        (await RunAsync("bulk", "cancel", order.Id.ToString())).ShouldSatisfyAllConditions(
            late => late.ExitCode.ShouldBe(ExitCode.Data), late => late.Error.ShouldBe("ID: it has ended by itself before.\n"));
        var next = order with { Id = Guid.NewGuid(), Verb = BulkVerb.Cancel, Filter = new() { Statuses = [3] } };
        await store.StartAsync(next, CancellationToken.None);
        (await RunAsync("bulk", "cancel", next.Id.ToString()[..13], "--by", "the notary")).Output.ShouldContain("cancelled by the notary\n");
        (await RunAsync("bulk", "resume", next.Id.ToString()[..13])).ShouldSatisfyAllConditions(
            refused => refused.ExitCode.ShouldBe(ExitCode.Data), refused => refused.Error.ShouldStartWith("ID was cancelled and is not gone on with"));
        await loop.RunOnceAsync(TargetEnvironment.Dev, CancellationToken.None);
        (await CountAsync("status_id = 3")).ShouldBe(1200);
        (await RunAsync("bulk", "show", "ffff")).ShouldBe((ExitCode.Data, "", "There is no bulk change ffff in DEV. 'bulk list' tells those that are.\n"));
        (await RunAsync("bulk", "show", "x")).ExitCode.ShouldBe(ExitCode.Usage);
    }

    private Task AddAsync(int count, int status, string? outcome, bool stored) => _database.ExecuteAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        insert into extraction_queue (document_source, document_number, circonscription_fonciere, cadastre, status_id, outcome, supabase_path)
        select 'index', '{status}' || {(stored ? 1 : 2)} || i, 'Montréal', 'Cadastre du Québec', {status}, {(outcome is null ? "null" : $"'{outcome}'")}, {(stored ? "'index/' || i || '.pdf'" : "null")}
        from generate_series(1, {count}) as i
        """));

    private Task<long> CountAsync(string condition) => _database.ReadAsync<long>($"select count(*) from extraction_queue where {condition}");

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = await CommandLine.InvokeAsync([.. arguments, "--env-file", _folder.File("env")], output, error);
        return (exitCode, Words(output.ToString()), Words(error.ToString()));

        string Words(string text) => arguments.Contains("--json") ? text
            : Time().Replace(Id().Replace(text, "ID"), "TIME").Replace($"{Operator.Name}, {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}", "RUNNER", StringComparison.Ordinal);
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", RegexOptions.None, 1000)]
    private static partial Regex Time();
}
