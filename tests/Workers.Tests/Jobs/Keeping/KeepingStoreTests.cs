using Shouldly;
using Workers.Database;
using Workers.Support;
using Xunit;

namespace Workers.Jobs.Keeping;

/// <summary>What is old goes, in batches, and never what money or a person still needs.</summary>
public sealed class KeepingStoreTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private QueueDatabase _database = null!;
    private IDatabaseFunctions _functions = null!;
    private KeepingStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = _database.OpenFunctions();
        _store = new(_functions);
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task History_of_what_ended_goes_by_age_unless_a_purchase_or_a_doubt_is_open()
    {
        await DocumentsAsync("old,4,400 young,4,10 runs,2,400 waits,1,400 plan,3,400 doubt,5,400 review,4,400 wrong,5,400");
        await _database.ExecuteAsync("insert into job_events (job_id, at, kind) select id, updated_at - n * interval '1 minute', 'x' from extraction_queue, generate_series(1, 3) as n");
        await _database.ExecuteAsync("insert into job_events (job_id, at, kind) values (gen_random_uuid(), now() - interval '400 days', 'of a row that was deleted')");
        await PurchaseAsync("doubt", "uncertain");
        await PurchaseAsync("wrong", "rejected");
        await PurchaseAsync("old", "stored");
        await _database.ExecuteAsync("insert into ocr_reviews (job_id, page, field, standing, claim_token) select id, 1, 'f', 'disputed', 0 from extraction_queue where document_number = 'review'");

        var removed = await KeepAsync(new(365, 0, 0, 2));

        removed.ShouldBe(new Dictionary<string, long> { ["history"] = 7, ["deliveries"] = 0 }, ignoreOrder: true);
        (await _database.ListAsync<string>("select distinct q.document_number from job_events e left join extraction_queue q on q.id = e.job_id order by 1"))
            .ShouldBe(["doubt", "review", "runs", "waits", "wrong", "young"]);
        (await _database.ReadAsync<long>("select removed from workers_internal.keeping where kind = 'history'")).ShouldBe(7);
    }

    [Fact]
    public async Task Readings_go_by_age_unless_their_document_waits_to_be_read_or_a_doubt_about_them_is_open()
    {
        await DocumentsAsync("old,4,400 waits,3,400 review,4,400 young,4,1");
        await _database.ExecuteAsync(
            """
            update extraction_queue set content_sha256 = document_number, document_source = 'index';
            insert into ocr_pages (content_sha256, page, kind, model, prompt_hash, result, finish_reason, created_at)
            select content_sha256, n, 'k', 'm', 'p', '{}', 'STOP', updated_at + n * interval '1 second' from extraction_queue, generate_series(1, 3) as n;
            insert into ocr_reviews (job_id, content_sha256, page, field, standing, claim_token) values (gen_random_uuid(), 'review', 1, 'f', 'disputed', 0);
            """);

        (await KeepAsync(new(0, 365, 0, 2)))["readings"].ShouldBe(3);

        (await _database.ListAsync<string>("select distinct content_sha256 from ocr_pages order by 1")).ShouldBe(["review", "waits", "young"]);
    }

    [Fact]
    public async Task Money_keeps_its_rows_and_amounts_without_what_people_read_in_them()
    {
        await DocumentsAsync("old,4,900");
        await _database.ExecuteAsync(
            """
            insert into ocr_calls (id, job_id, dossier, content_sha256, kind, pages, model, tier, opened_at, estimated_usd, cost_usd, failure, settled_at)
            select gen_random_uuid(), id, 'D', 's', 'index', '1-3', 'm', 'standard', now() - n * interval '100 days', 0.5, 0.25 * n, 'said no', now() from extraction_queue, generate_series(1, 9) as n;
            insert into ocr_calls (id, job_id, dossier, content_sha256, kind, pages, model, tier, opened_at, estimated_usd)
            select gen_random_uuid(), id, 'D', 's', 'index', 'open', 'm', 'standard', now() - interval '900 days', 0.5 from extraction_queue;
            insert into registre_invoice_differences (environment, account, kind, key, day, line, cad, first_seen, last_seen, resolved_at)
            values ('DEV', 'a', 'unknown', 'open', current_date, 'l', 1.5, now() - interval '900 days', now(), null), ('DEV', 'a', 'unknown', 'over', current_date, 'l', 1.5, now(), now(), now() - interval '900 days');
            """);
        const string Spend = "select string_agg(s::text, ';' order by s::text) from ocr_spend s";
        var before = await _database.ReadAsync<string>(Spend);

        var removed = await KeepAsync(new(0, 0, 730, 1));

        (removed["spend_details"], removed["differences"]).ShouldBe((2, 1));
        (await _database.ReadAsync<string>(Spend)).ShouldBe(before);
        (await _database.ReadAsync<long>("select count(*) from ocr_calls where pages <> '' and failure is not null")).ShouldBe(7);
        (await _database.ReadAsync<long>("select count(*) from ocr_calls where pages = 'open'")).ShouldBe(1, "nobody knows yet what became of it");
        (await _database.ListAsync<string>("select key from registre_invoice_differences")).ShouldBe(["open"]);
    }

    [Fact]
    public async Task Old_orders_of_daemons_go_but_those_that_are_the_newest_of_their_kind_and_nobody_else_removes_one()
    {
        await _database.ExecuteAsync(
            """
            insert into steering_events (recorded_at, key, id, revision, verb, subject, server, is_lifted, ordered_by, ordered_at)
            select now() - interval '900 days', 'pause buying@', gen_random_uuid(), n, 'pause', 'buying', '', n % 2 = 0, 'me', now() from generate_series(1, 5) as n;
            insert into steering_events (key, id, revision, verb, subject, server, is_lifted, ordered_by, ordered_at) values ('pause gemini@', gen_random_uuid(), 9, 'pause', 'gemini', '', false, 'me', now());
            insert into steering (key, id, revision, verb, subject, server, is_lifted, ordered_by, ordered_at) select key, id, revision, verb, subject, server, is_lifted, ordered_by, ordered_at from steering_events where revision = 5;
            """);

        (await KeepAsync(new(0, 0, 0, 2, OrdersDays: 730)))["orders"].ShouldBe(4);

        (await _database.ListAsync<long>("select revision from steering_events order by 1")).ShouldBe([5, 9]);
        await Should.ThrowAsync<Npgsql.PostgresException>(() => _database.ExecuteAsync("delete from steering_events"));
    }

    [Fact]
    public async Task A_pass_that_is_over_rests_and_zero_days_keep_everything()
    {
        await DocumentsAsync("old,4,4000");
        await _database.ExecuteAsync("insert into job_events (job_id, at, kind) select id, updated_at, 'x' from extraction_queue");

        (await _store.KeepAsync(new(0, 0, 0, 10), _test)).Removed.ShouldBeEmpty();
        (await _store.KeepAsync(new(365, 0, 0, 10), _test)).Removed["history"].ShouldBe(1);
        (await _store.KeepAsync(new(365, 0, 0, 10), _test)).Removed.ShouldBeEmpty();
        await _database.SetClockAheadAsync(TimeSpan.FromHours(7));
        (await _store.KeepAsync(new(365, 0, 0, 10), _test)).Removed["history"].ShouldBe(0);
    }

    [Fact]
    public async Task One_batch_at_a_time_in_a_database()
    {
        await using var other = new Npgsql.NpgsqlConnection(_database.Address.ForPool());
        await other.OpenAsync(_test);
        await using var transaction = await other.BeginTransactionAsync(_test);
        await using var held = new Npgsql.NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('workers keep', 0))", other, transaction);
        await held.ExecuteNonQueryAsync(_test);

        (await _store.KeepAsync(new(1, 1, 1, 10), _test)).ShouldSatisfyAllConditions(answer => answer.Turn.ShouldBeFalse(), answer => answer.More.ShouldBeFalse());
        await transaction.RollbackAsync(_test);
        (await _store.KeepAsync(new(1, 1, 1, 10), _test)).Turn.ShouldBeTrue();
    }

    private async Task<IReadOnlyDictionary<string, long>> KeepAsync(KeepingRequest request)
    {
        Dictionary<string, long> removed = [];
        KeepingAnswer answer;
        var calls = 0;
        do
        {
            answer = await _store.KeepAsync(request, _test);
            foreach (var (kind, rows) in answer.Removed)
            {
                rows.ShouldBeLessThanOrEqualTo(request.Batch);
                removed[kind] = removed.GetValueOrDefault(kind) + rows;
            }

            (++calls).ShouldBeLessThan(100);
        }
        while (answer.More);

        return removed;
    }

    /// <param name="documents">Number, status and days since it was touched.</param>
    private async Task DocumentsAsync(string documents)
    {
        foreach (var one in documents.Split(' ').Select(document => document.Split(',')))
        {
            await _database.ExecuteAsync(
                $"insert into extraction_queue (document_source, document_number, status_id, updated_at) values ('{(one[0] == "plan" ? "plan_cadastraux" : "acte")}', '{one[0]}', {one[1]}, now() - interval '{one[2]} days')");
        }
    }

    private Task PurchaseAsync(string number, string state) => _database.ExecuteAsync(
        $"insert into registre_consultations (environment, job_id, document_source, document_number, state, claim_token) select 'DEV', id, 'acte', document_number, '{state}', 1 from extraction_queue where document_number = '{number}'");
}
