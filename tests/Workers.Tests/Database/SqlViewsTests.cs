using Npgsql;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Database;

/// <summary>What people who live in SQL rely on: views by name and column, for the service role alone, and the two queries of the README.</summary>
public sealed class SqlViewsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly string[] Golden =
    [
        "model_transfers(at, model, endpoint, dossier, dossier_hash, content_sha256, kind, job_id, input_tokens, is_settled)",
        "ocr_spend(day, dossier, kind, model, tier, calls, documents, input_tokens, cached_tokens, output_tokens, usd, doubtful_usd)",
        "registre_spend(day, environment, account, dossier, documents, cad, doubtful_cad, without_price)",
        "workers_dead_letters(id, outcome, document_source, document_number, dossier, error_message, ocr_error, is_stored, download_attempts, ocr_attempts, created_at, ended_at)",
        "workers_document_costs(id, document_source, document_number, dossier, status_id, purchases, cad, calls, usd)",
        "workers_overview(status_id, status, document_source, documents, ready, need_review, oldest_created_at, last_touched_at)",
        "workers_review_backlog(id, document_source, document_number, dossier, review_reason, open, refused, pages, since)",
        "workers_spend_by_account(day, environment, account, bought, cad, doubtful_cad, without_price)",
        "workers_spend_by_day(day, bought, cad, doubtful_cad, calls, usd, doubtful_usd)",
        "workers_spend_by_dossier(dossier, bought, cad, doubtful_cad, calls, usd, doubtful_usd)",
        "workers_stuck(id, status_id, document_source, document_number, dossier, worker_id, why, since)",
    ];

    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await QueueDatabase.CreateAsync(postgres);

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Views_keep_their_names_and_columns() => (await _database.ListAsync<string>(
        """
        select table_name || '(' || string_agg(column_name::text, ', ' order by ordinal_position) || ')' from information_schema.columns
        where table_schema = 'public' and table_name in (select viewname from pg_views where schemaname = 'public') group by table_name order by table_name collate "C"
        """)).ShouldBe(Golden);

    [Fact]
    public async Task They_answer_to_the_service_role_alone()
    {
        foreach (var view in Golden.Select(text => text.Split('(')[0]).Append("document_purges"))
        {
            await _database.ExecuteAsync($"begin; set local role service_role; select * from public.{view}; rollback");
            (await Should.ThrowAsync<PostgresException>(() => _database.ExecuteAsync($"begin; set local role anon; select * from public.{view}"))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, view);
            (await Should.ThrowAsync<PostgresException>(() => _database.ExecuteAsync($"begin; set local role authenticated; select * from public.{view}"))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, view);
        }
    }

    [Fact]
    public async Task They_tell_where_documents_are_what_is_stuck_and_what_it_cost()
    {
        await _database.ExecuteAsync(
            """
            insert into extraction_queue (document_source, document_number, status_id, outcome, error_message, worker_id, lease_expires_at, processing_started_at, available_at, needs_review, review_reason, dossier) values
              ('index', 'fresh', 1, null, null, null, null, null, now(), false, null, 'D'),
              ('index', 'ages', 1, null, null, null, null, null, now() - interval '2 days', false, null, null),
              ('index', 'lost', 2, null, null, 'w', now() - interval '1 minute', now(), now(), false, null, null),
              ('acte', 'slow', 2, null, null, 'w', now() + interval '1 minute', now() - interval '11 minutes', now(), false, null, null),
              ('acte', 'runs', 2, null, null, 'w', now() + interval '1 minute', now(), now(), false, null, null),
              ('acte', 'dead', 5, 'not_found', 'the registry has none', null, null, null, now(), false, null, 'D'),
              ('acte', 'doubt', 4, null, null, null, null, null, now(), true, 'page 2', 'D');
            insert into ocr_reviews (job_id, page, field, standing, claim_token) select id, 2, 'f', 'disputed', claim_token from extraction_queue where document_number = 'doubt';
            insert into registre_consultations (environment, job_id, account, document_source, document_number, state, price_cad, submitting_at, claim_token, dossier)
            select 'DEV', id, 'A', 'acte', document_number, 'stored', 1.5, '2026-05-04 15:00Z', 1, 'D' from extraction_queue where document_number = 'doubt';
            insert into ocr_calls (id, job_id, dossier, content_sha256, kind, pages, model, tier, opened_at, estimated_usd)
            select gen_random_uuid(), id, 'D', 's', 'acte', '1', 'm', 'standard', '2026-05-05 15:00Z', 0.5 from extraction_queue where document_number = 'doubt';
            """);

        (await _database.ListAsync<string>("select concat_ws(' ', status_id, status, document_source, documents, ready) from workers_overview order by status_id, document_source"))
            .ShouldBe(["1 EN_ATTENTE index 2 2", "2 EN_TRAITEMENT acte 2 0", "2 EN_TRAITEMENT index 1 0", "4 OCR_COMPLETE acte 1 0", "5 ERREUR acte 1 0"]);
        (await _database.ListAsync<string>("select concat_ws(': ', document_number, why) from workers_stuck order by 1"))
            .ShouldBe(["ages: ready for more than a day", "lost: its lease ended", "slow: worked on for more than ten minutes"]);
        (await _database.ListAsync<string>("select concat_ws(' ', document_number, outcome, error_message, is_stored) from workers_dead_letters")).ShouldBe(["dead not_found the registry has none f"]);
        (await _database.ListAsync<string>("select concat_ws(' ', day, bought, cad, calls, usd, doubtful_usd) from workers_spend_by_day order by day")).ShouldBe(["2026-05-04 1 1.50 0 0 0", "2026-05-05 0 0 1 0.500000 0.500000"]);
        (await _database.ListAsync<string>("select concat_ws(' ', day, environment, account, bought, cad) from workers_spend_by_account")).ShouldBe(["2026-05-04 DEV A 1 1.50"]);
        (await _database.ListAsync<string>("select concat_ws(' ', dossier, bought, cad, calls, usd) from workers_spend_by_dossier")).ShouldBe(["D 1 1.50 1 0.500000"]);
        (await _database.ListAsync<string>("select concat_ws(' ', document_number, purchases, cad, calls, usd) from workers_document_costs where cad > 0")).ShouldBe(["doubt 1 1.50 1 0.500000"]);
        (await _database.ListAsync<string>("select concat_ws(' ', document_number, review_reason, open, refused, pages) from workers_review_backlog")).ShouldBe(["doubt page 2 1 0 {2}"]);
    }

    [Fact]
    public async Task The_two_queries_of_the_readme_work()
    {
        var readme = House.Repository.Read("README.md");
        var queries = readme.Split("```sql")[1].Split("```")[0].Trim().Split('\n');

        queries.Length.ShouldBe(2);
        foreach (var query in queries)
        {
            await _database.ExecuteAsync(query);
        }
    }
}
