using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Database.Migrations;

public sealed class MigratorTests(PostgresFixture postgres)
{
    [Fact]
    public async Task An_empty_database_gets_everything_and_a_second_run_does_no_harm()
    {
        await using var database = await QueueDatabase.CreateEmptyAsync(postgres);

        (await Migrator.ApplyAsync(database.Address, CancellationToken.None)).Count.ShouldBe(MigrationScript.Migrations.Count);
        await database.ExecuteAsync("insert into extraction_queue (document_source, document_number, cadastre) values ('index', '1', 'c')");
        (await Migrator.ApplyAsync(database.Address, CancellationToken.None)).ShouldBeEmpty();

        (await database.ReadAsync<long>("select count(*) from extraction_queue where status_id = 1")).ShouldBe(1);
        (await database.ListAsync<string>("select name from extraction_status order by id")).ShouldBe(["EN_ATTENTE", "EN_TRAITEMENT", "COMPLETE", "OCR_COMPLETE", "ERREUR"]);
    }

    [Fact]
    public async Task A_database_that_holds_the_live_queue_keeps_every_row_and_value()
    {
        await using var database = await QueueDatabase.CreateEmptyAsync(postgres);
        await LiveQueue.CreateAsync(database);
        var before = await database.ListAsync<string>(LiveQueue.Contents);

        await Migrator.ApplyAsync(database.Address, CancellationToken.None);
        await Migrator.ApplyAsync(database.Address, CancellationToken.None);

        (await database.ListAsync<string>(LiveQueue.Contents)).ShouldBe(before);
        (await database.ReadAsync<bool>("select bool_and(available_at = created_at) from extraction_queue where created_at is not null")).ShouldBeTrue();
    }

    [Fact]
    public async Task Functions_of_an_older_version_are_replaced_where_their_answer_had_another_type()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await database.ExecuteAsync(
            """
            delete from workers_internal.migrations where name = '0006_json_answers';
            drop function public.workers_claim(jsonb), workers_internal.written(jsonb, uuid[], text[]);
            create function public.workers_claim(request jsonb) returns jsonb language sql as 'select request';
            create function workers_internal.written(jobs jsonb, held uuid[], kinds text[]) returns jsonb language sql as 'select jobs';
            """);

        (await Migrator.ApplyAsync(database.Address, CancellationToken.None)).ShouldBe(["0006_json_answers"]);

        (await database.ListAsync<string>("select distinct prorettype::regtype::text from pg_proc where pronamespace = 'public'::regnamespace and starts_with(proname, 'workers_')")).ShouldBe(["json"]);
    }

    [Fact]
    public async Task Two_runs_at_once_wait_for_each_other()
    {
        await using var database = await QueueDatabase.CreateEmptyAsync(postgres);

        var runs = await Task.WhenAll(
            Migrator.ApplyAsync(database.Address, CancellationToken.None), Migrator.ApplyAsync(database.Address, CancellationToken.None));

        (await database.ReadAsync<long>("select count(*) from workers_internal.migrations")).ShouldBe(MigrationScript.Migrations.Count);
        runs.ShouldContain(run => run.Count > 0);
    }

    [Fact]
    public async Task A_migration_that_was_changed_after_it_was_applied_is_refused()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await database.ExecuteAsync("update workers_internal.migrations set checksum = 'other'");

        var failure = await Should.ThrowAsync<DatabaseException>(() => Migrator.ApplyAsync(database.Address, CancellationToken.None));

        failure.Message.ShouldContain("0001_queue");
    }

    [Fact]
    public async Task The_web_roles_can_call_nothing_and_read_none_of_our_tables()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);

        foreach (var role in new[] { "anon", "authenticated" })
        {
            (await database.ListAsync<string>(
                $"""
                select p.oid::regprocedure::text from pg_proc p
                where (p.proname like 'workers\_%' or p.pronamespace = 'workers_internal'::regnamespace) and has_function_privilege('{role}', p.oid, 'execute')
                """)).ShouldBeEmpty();
            (await database.ListAsync<string>(
                $"""
                select c.oid::regclass::text from pg_class c
                where c.relnamespace in ('public'::regnamespace, 'workers_internal'::regnamespace) and c.relkind in ('r', 'p', 'v', 'm', 'f')
                  and (has_table_privilege('{role}', c.oid, 'truncate, references, trigger')
                    or (c.relname not like 'extraction%' or '{role}' = 'anon') and has_table_privilege('{role}', c.oid, 'select, insert, update, delete'))
                """)).ShouldBeEmpty();
        }

        (await database.ReadAsync<bool>("select bool_and(has_function_privilege('service_role', oid, 'execute')) from pg_proc where proname like 'workers\\_%'")).ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_claim_calls_for_every_document_is_planned_once_a_session()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);

        (await database.ListAsync<string>(
            """
            select helper.proname::text from pg_proc as helper join pg_language as l on l.oid = helper.prolang
            where helper.pronamespace = 'workers_internal'::regnamespace and l.lanname = 'sql' and exists (
              select from pg_proc as caller where caller.proname in ('workers_claim', 'claim_picked', 'claim_again') and caller.prosrc like '%workers_internal.' || helper.proname || '(%')
              and helper.proname <> 'is_of_one_row'
            """)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_function_has_one_signature_and_a_fixed_search_path()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);

        (await database.ListAsync<string>("select proname::text from pg_proc where pronamespace = 'public'::regnamespace and proname like 'workers\\_%' order by 1"))
            .ShouldBe(MigrationScript.PublicFunctions.Order(StringComparer.Ordinal));
        (await database.ListAsync<string>(
            """
            select proname::text from pg_proc
            where pronamespace = 'workers_internal'::regnamespace and not coalesce('search_path=""' = any(proconfig), false)
              or pronamespace = 'public'::regnamespace and proname like 'workers\_%'
              and (proargtypes <> array['jsonb'::regtype]::oidvector or prorettype <> 'json'::regtype or not 'search_path=""' = any(proconfig))
            """)).ShouldBeEmpty();
    }
}
