using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Hosting;
using Workers.Jobs.Keeping;
using Workers.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Operations.Keeping;

/// <summary>After a purge nothing tells of the document, anywhere that is ours, and the amounts are what they were.</summary>
public sealed partial class PurgeTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private const string Sha = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    /// <summary>What must not be found, in any spelling that is planted.</summary>
    private static readonly string[] Words = ["Tremblay", "25616321", "25 616 321", "Gagnon"];

    private static readonly Guid Deed = Guid.Parse("11111111-0000-4000-8000-0000000000d1");
    private static readonly Guid Purchase = Guid.Parse("11111111-0000-4000-8000-0000000000c1");
    private static readonly Guid Order = new("55555555-0000-4000-8000-000000000001");
    private static readonly Guid Doubt = Guid.Parse("11111111-0000-4000-8000-0000000000e1");
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new();
    private readonly string _prefix = redis.NewPrefix();
    private QueueDatabase _database = null!;
    private RedisGateway _redis = null!;
    private RedisKeys _keys = null!;

    private string Data => _folder.File("data");

    private string Documents => _folder.File("documents");

    private string Object => Path.Combine(Documents, "actes", $"25616321-Tremblay-{Sha}.pdf");

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        var options = new RedisOptions { Url = RedisAddress.Parse(await redis.UrlAsync()), KeyPrefix = _prefix };
        _redis = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, _test);
        _keys = new(options);
        await File.WriteAllTextAsync(
            _folder.File("env"),
            $"DEV_SUPABASE_DB_URL='{_database.Url}'\nDEV_DOCUMENTS_PATH={Documents}\nWORKERS_DATA_PATH={Data}\nREDIS_URL={await redis.UrlAsync()}\nREDIS_KEY_PREFIX={_prefix}\n",
            _test);
        Directory.CreateDirectory(Documents);
        await PlantAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_preview_names_what_would_go_and_changes_nothing()
    {
        var before = await FindAsync();

        var shown = await RunAsync("purge", "--dossier", "Tremblay 2026", "--yes", "--dry-run");

        shown.ExitCode.ShouldBe(ExitCode.Success, shown.Error);
        shown.Output.ShouldContain($"{Deed}: would go: acte 25 616 321, 2 events, 1 purchase, 1 question, 1 page, 1 doubt, 1 file here, its PDF");
        shown.Output.ShouldContain("DEV: 1 would go, 0 refused. The ledgers keep 1.50 CAD and 0.2500 USD of them, without a word.");
        (await FindAsync()).ShouldBe(before);
        before.Count.ShouldBeGreaterThan(12, "the search finds what is planted");
    }

    [Fact]
    public async Task No_word_of_a_purged_dossier_is_found_anywhere_and_the_money_is_as_it_was()
    {
        var before = await MoneyAsync();

        var purged = await RunAsync("purge", "--dossier", "Tremblay 2026", "--yes", "--by", "me");

        purged.ExitCode.ShouldBe(ExitCode.Success, purged.Error);
        (await FindAsync()).ShouldBeEmpty();
        (await MoneyAsync()).ShouldBe(before);
        File.Exists(Path.Combine(Data, "registre", "evidence", "2026-05-04", "22222222-0000-4000-8000-000000000001-1-search", "console.txt")).ShouldBeTrue("it is another document's");
        var receipt = (await RunAsync("purge", Deed.ToString(), "--json")).Output;
        var told = JsonNode.Parse(receipt)![0]!;
        ((string)told["result"]!).ShouldBe("Already");
        told["receipt"]!["purchases"]!.ToJsonString().ShouldBe("""[{"day":"2026-05-04","account":"A1","cad":1.50}]""");
        told["receipt"]!["removed"]!["history"]!.GetValue<int>().ShouldBe(2);
        (await _database.ListAsync<string>("select concat_ws(' ', verb, subject, ordered_by, why) from steering_events order by revision")).ShouldBe(["pause buying me", "pause gemini me as Roy asked"]);
        (await _redis.HashGetAllAsync(_keys.SteeringOrders, _test))["pause buying@"].ShouldStartWith($"7 {Order} ");
    }

    [Fact]
    public async Task The_register_of_what_left_the_country_outlives_the_dossier_for_who_knows_its_name()
    {
        var named = JsonNode.Parse((await RunAsync("transfers", "--dossier", "Tremblay 2026", "--json")).Output)![0]!;
        await RunAsync("purge", "--dossier", "Tremblay 2026", "--yes");

        var listed = await RunAsync("transfers", "--dossier", "Tremblay 2026", "--json");
        var left = JsonNode.Parse(listed.Output)!.AsArray().ShouldHaveSingleItem()!;
        ((string?)left["dossier"], (string?)left["endpoint"], (string?)left["model"], (string?)left["contentSha256"]).ShouldBe((null, "generativelanguage.googleapis.com", "gemini-2.5-flash", Sha));
        ((string?)left["dossierHash"]).ShouldNotBeNull().ShouldBe((string?)named["dossierHash"]);
        (await RunAsync("transfers")).Output.ShouldContain("1 sent, of 1 contents");
        (await RunAsync("transfers", "--since", "2026-05-05")).Output.ShouldContain("0 sent");
        (await RunAsync("transfers", "--since", "yesterday")).Error.ShouldContain("--since: found 'yesterday'; allowed: a day as in 2026-01-31.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task A_purge_that_was_cut_off_goes_on_when_it_is_ordered_again(int steps)
    {
        await using var functions = _database.OpenFunctions();
        var store = new KeepingStore(functions);
        (await store.BeginAsync([Deed], "me", _test))[0].Result.ShouldBe(PurgeStart.Begun);
        if (steps > 1)
        {
            await store.FindTracesAsync(Deed, _test);
            File.Delete(Object);
        }

        if (steps > 2)
        {
            Directory.Delete(Data, recursive: true);
        }

        if (steps > 3)
        {
            await store.FinishAsync(Deed, _test);
        }

        (await RunAsync("retry", Deed.ToString())).Error.ShouldContain(steps > 3 ? "no such document" : "its purge has begun");
        var again = await RunAsync("purge", "--yes");
        again.Output.ShouldContain(steps > 3 ? "DEV: 0 purged, 0 refused" : "DEV: 1 purged, 0 refused");
        (await RunAsync("purge", Deed.ToString(), "--yes")).Output.ShouldContain($"{Deed}: was purged at ");
        (await KeysAsync()).ShouldAllBe(key => steps > 3 || !key.Contains(Deed.ToString()));
        (await TablesAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("update extraction_queue set status_id = 2, worker_id = 'w1', lease_expires_at = now() + interval '1 hour' where id = '{0}'", "w1 works on it")]
    [InlineData("update extraction_queue set status_id = 1 where id = '{0}'", "it waits to be bought: cancel it first")]
    [InlineData("update extraction_queue set status_id = 3 where id = '{0}'", "it waits to be read: cancel it first")]
    [InlineData("update registre_consultations set state = 'submitting' where job_id = '{0}'", "its purchase of 2026-05-04 by account A1 is uncertain")]
    [InlineData("update registre_consultations set state = 'uncertain' where job_id = '{0}'", "is uncertain: retry looks it up")]
    [InlineData("update registre_consultations set state = 'received' where job_id = '{0}'", "its bytes are not stored yet")]
    [InlineData("update registre_consultations set state = 'rejected', obtained = '{{\"unproven\": true}}' where job_id = '{0}'", "is uncertain")]
    [InlineData("update extraction_queue set status_id = 5, outcome = 'purchase_uncertain' where id = '{0}'; delete from registre_consultations", "it may be bought, and no purchase of it is known")]
    [InlineData("update registre_invoice_differences set consultation_id = (select id from registre_consultations)", "an invoice and the ledger disagree about it")]
    public async Task What_is_in_work_or_uncertain_is_refused_by_name_and_stays_whole(string sql, string why)
    {
        await _database.ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, Deed));
        var before = await FindAsync();

        (await RunAsync("purge", Deed.ToString())).Output.ShouldContain(why);
        var refused = await RunAsync("purge", Deed.ToString(), "--yes");

        refused.ExitCode.ShouldBe(ExitCode.Data);
        refused.Output.ShouldContain($"{Deed}: refused: ");
        refused.Output.ShouldContain(why);
        (await FindAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task What_another_document_has_too_stays_with_that_one()
    {
        var other = await _database.ReadAsync<Guid>(
            $"insert into extraction_queue (document_source, document_number, status_id, content_sha256, supabase_path, dossier, updated_at) values ('acte', '25616321', 4, '{Sha}', 'actes/25616321-Tremblay-{Sha}.pdf', 'Roy', now()) returning id");

        var purged = await RunAsync("purge", Deed.ToString(), "--yes");

        purged.Output.ShouldContain($"PDF and pages stay with {other}");
        File.Exists(Object).ShouldBeTrue();
        (await _database.ReadAsync<long>("select count(*) from ocr_pages")).ShouldBe(1);
        (await _database.ReadAsync<string>("select concat_ws(' ', job_id, state, dossier) from registre_consultations")).ShouldBe($"{other} stored");

        (await RunAsync("purge", other.ToString(), "--yes")).ExitCode.ShouldBe(ExitCode.Success);
        (await _database.ReadAsync<decimal>("select sum((p->>'cad')::numeric) from document_purges, jsonb_array_elements(receipt->'purchases') as p")).ShouldBe(1.50m, "it was bought once");
        File.Exists(Object).ShouldBeFalse();
        (await _database.ReadAsync<long>("select count(*) from ocr_pages")).ShouldBe(0);
    }

    /// <summary>A document that was bought twice has an object for each purchase; its row names the last.</summary>
    [Fact]
    public async Task Every_object_that_was_bought_for_it_goes_and_none_that_another_one_has()
    {
        foreach (var (name, sha) in new[] { ("older", "aa"), ("others", "bb") })
        {
            await WriteAsync(Path.Combine(Path.GetDirectoryName(Object)!, $"{name}.pdf"), "%PDF");
            await _database.ExecuteAsync(
                $"""
                insert into registre_consultations (id, environment, job_id, account, document_source, document_number, circonscription, acte_type, state, price_cad, submitting_at, stored_at, content_sha256, supabase_path, claim_token)
                values (gen_random_uuid(), 'DEV', '{Deed}', 'A1', 'acte', '25616321', 'montreal', 'acte', 'stored', 1.50, workers_internal.clock(), workers_internal.clock(), '{sha}', 'actes/{name}.pdf', 1)
                """);
        }

        await _database.ExecuteAsync("insert into extraction_queue (document_source, document_number, status_id, content_sha256, supabase_path, updated_at) values ('acte', '9', 4, 'bb', 'actes/others.pdf', now())");

        (await RunAsync("purge", Deed.ToString(), "--yes")).ExitCode.ShouldBe(ExitCode.Success);

        Directory.EnumerateFiles(Path.GetDirectoryName(Object)!).Select(Path.GetFileName).ShouldBe(["others.pdf"]);
    }

    [Fact]
    public async Task What_people_decided_about_a_page_that_another_document_has_too_holds_for_that_one()
    {
        var other = await _database.ReadAsync<Guid>(
            $"insert into extraction_queue (document_source, document_number, status_id, content_sha256, supabase_path, updated_at) values ('acte', '25616321', 4, '{Sha}', 'actes/25616321-Tremblay-{Sha}.pdf', now()) returning id");
        await _database.ExecuteAsync(
            $"insert into ocr_reviews (job_id, content_sha256, page, field, standing, read, seen, claim_token) values ('{Deed}', '{Sha}', 2, 'party', 'disputed', 'a', 'b', 1), ('{Deed}', 'cc', 1, 'party', 'disputed', 'a', 'b', 1)");

        (await RunAsync("purge", Deed.ToString(), "--yes")).ExitCode.ShouldBe(ExitCode.Success);

        (await _database.ListAsync<string>("select concat_ws(' ', job_id, page, state, reason) from ocr_reviews")).ShouldBe([$"{other} 1 accepted"]);
    }

    /// <summary>The same bytes under another key are another object, which the other document does not have.</summary>
    [Fact]
    public async Task What_another_document_has_under_another_key_is_its_own_and_goes_with_it_alone()
    {
        await _database.ExecuteAsync(
            $"insert into extraction_queue (document_source, document_number, status_id, content_sha256, supabase_path, dossier, updated_at) values ('acte', '9', 4, '{Sha}', 'actes/9-{Sha}.pdf', 'Roy', now())");

        (await RunAsync("purge", Deed.ToString(), "--yes")).ExitCode.ShouldBe(ExitCode.Success);

        File.Exists(Object).ShouldBeFalse();
        (await _database.ReadAsync<long>("select count(*) from ocr_pages")).ShouldBe(1, "the other document's pages are the same");
        (await _database.ReadAsync<string>("select concat_ws('|', state, document_number, price_cad) from registre_consultations")).ShouldBe("abandoned||1.50");
        (await _database.ReadAsync<long>("select count(*) from bulk_changes where filter = '{\"dossier\": \"Roy\"}' and reason = 'as Roy asked'")).ShouldBe(1, "an order that names another one stays");
    }

    [Fact]
    public async Task A_purge_waits_for_a_bulk_change_that_names_the_document()
    {
        await _database.ExecuteAsync("update bulk_changes set state = 'running' where filter->>'dossier' = 'tremblay 2026'");

        (await RunAsync("purge", Deed.ToString(), "--yes")).Output.ShouldContain("names it and still runs: wait for its end, or cancel it");
        File.Exists(Object).ShouldBeTrue();

        await _database.ExecuteAsync("update bulk_changes set state = 'cancelled'");
        (await RunAsync("purge", "--yes")).Output.ShouldContain("DEV: 1 purged");
        (await FindAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_purge_waits_for_a_purchase_of_the_same_document_that_may_use_its_object()
    {
        await _database.ExecuteAsync("insert into extraction_queue (document_source, document_number, status_id, stage, worker_id, lease_expires_at) values ('acte', '25 616 321', 2, 'download', 'w1', now() + interval '1 hour')");

        (await RunAsync("purge", Deed.ToString(), "--yes")).Output.ShouldContain("is being bought and may share its purchase: try again when it has ended");
        File.Exists(Object).ShouldBeTrue();

        await _database.ExecuteAsync("delete from extraction_queue where worker_id = 'w1'");
        (await RunAsync("purge", "--yes")).Output.ShouldContain("DEV: 1 purged");
    }

    [Fact]
    public async Task Without_the_disk_of_the_documents_or_Redis_nothing_is_lost_and_it_goes_on_later()
    {
        var env = await File.ReadAllTextAsync(_folder.File("env"), _test);
        await File.WriteAllTextAsync(_folder.File("env"), env.Replace(await redis.UrlAsync(), "redis://127.0.0.1:1", StringComparison.Ordinal), _test);
        var before = await FindAsync();

        (await RunAsync("purge", Deed.ToString(), "--yes")).ExitCode.ShouldBe(ExitCode.Unavailable);
        (await FindAsync()).ShouldBe(before);

        await File.WriteAllTextAsync(_folder.File("env"), env, _test);
        (await RunAsync("purge", Deed.ToString(), "--yes")).ExitCode.ShouldBe(ExitCode.Success);
        (await FindAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_is_purged_by_mistake()
    {
        (await RunAsync("purge", Deed.ToString(), "--dossier", "x")).Error.ShouldContain("purge: name documents or --dossier, not both.");
        (await RunAsync("purge", "--dossier", " ", "--yes")).ExitCode.ShouldBe(ExitCode.Usage);
        (await RunAsync("purge", "--dossier", "Tremblay", "--yes")).Output.ShouldContain("DEV: 0 purged, 0 refused");
        (await RunAsync("purge", "--yes")).Output.ShouldContain("DEV: 0 purged, 0 refused");
        (await RunAsync("purge", Guid.NewGuid().ToString(), "--yes")).Output.ShouldContain("refused: no such document");
        File.Exists(Object).ShouldBeTrue();
    }
}
