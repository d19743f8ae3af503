using Npgsql;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Database.Migrations;

public sealed class LivePreparationTests(PostgresFixture postgres)
{
    private const int Rows = 12_000;

    [Fact]
    public async Task A_queue_in_use_keeps_every_value_and_its_order_and_no_trigger_of_others_runs()
    {
        await using var database = await OldQueueAsync();

        await Migrator.ApplyAsync(database.Address, CancellationToken.None);

        (await database.ReadAsync<long>("select count(*) from extraction_queue where updated_at <> created_at")).ShouldBe(0);
        (await database.ReadAsync<long>("select count(*) from extraction_queue where available_at <> created_at")).ShouldBe(0);
        (await database.ReadAsync<long>("select count(*) from pg_index where not indisvalid")).ShouldBe(0);
    }

    [Fact]
    public async Task A_run_that_was_cut_off_goes_on_with_the_order_and_touches_nothing_that_daemons_put_off()
    {
        await using var database = await OldQueueAsync();
        using var cut = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => Migrator.ApplyAsync(database.Address, cut.Token, step =>
        {
            if (step.StartsWith("Documents keep their place", StringComparison.Ordinal))
            {
                cut.Cancel();
            }
        }));
        // As if it had been cut off before half of the rows were reached.
        await database.ExecuteAsync("alter table extraction_queue disable trigger stamp; update extraction_queue set available_at = now() where document_number::int % 2 = 0; alter table extraction_queue enable trigger stamp");

        await Migrator.ApplyAsync(database.Address, CancellationToken.None);

        (await database.ReadAsync<long>("select count(*) from extraction_queue where available_at <> created_at or updated_at <> created_at")).ShouldBe(0);
        (await database.ReadAsync<bool>("select col_description('extraction_queue'::regclass, attnum) is null from pg_attribute where attrelid = 'extraction_queue'::regclass and attname = 'available_at'")).ShouldBeTrue();
        await database.ExecuteAsync("update extraction_queue set available_at = now() + interval '1 hour' where document_number = '5'");
        await Migrator.ApplyAsync(database.Address, CancellationToken.None);
        (await database.ReadAsync<bool>("select available_at > now() from extraction_queue where document_number = '5'")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_run_waits_for_the_one_that_builds_an_index_and_says_for_whom()
    {
        await using var stage = await HeldIndexAsync("drop index job_events_at; delete from workers_internal.migrations where name = '0027_health'");
        var (database, other, open) = (stage.Database, stage.Other, stage.Open);
        var (building, waiting) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        var first = Migrator.ApplyAsync(database.Address, CancellationToken.None, step => building.TrySetResult());
        await building.Task.WaitAsync(TimeSpan.FromSeconds(30));

        var second = Migrator.ApplyAsync(database.Address, CancellationToken.None, step => waiting.TrySetResult(step));
        (await waiting.Task.WaitAsync(TimeSpan.FromSeconds(30))).ShouldMatch(@"^Another migrate is at work \(process \d+ of the database of the role \w+.*since [0-9:]{8}Z\): its end is waited for…$");
        await using var third = await other.OpenConnectionAsync();
        var refused = await Should.ThrowAsync<DatabaseException>(() => MigrationLock.TakeAsync(third, TimeSpan.Zero, _ => { }, TimeProvider.System, CancellationToken.None));
        await open.CommitAsync();

        refused.Message.ShouldMatch(@"^another migrate is at work on this database and has not ended in 0 min: process \d+ of the database");
        refused.Remedy.ShouldNotBeNull().ShouldMatch(@"pg_terminate_backend\(\d+\)");
        (await first.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBe(["0027_health"]);
        (await second.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBeEmpty();
        (await database.ReadAsync<long>("select count(*) from pg_index where not indisvalid")).ShouldBe(0);
    }

    [Fact]
    public async Task An_index_is_built_anew_where_an_older_script_waits_for_the_run_and_a_script_of_this_one_does_not_wait()
    {
        await using var stage = await HeldIndexAsync("drop index job_events_at; delete from workers_internal.migrations where name = '0027_health'");
        var (database, other, open) = (stage.Database, stage.Other, stage.Open);
        var (building, anew) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        var run = Migrator.ApplyAsync(database.Address, CancellationToken.None, step =>
        {
            if (!building.TrySetResult())
            {
                anew.TrySetResult(step);
            }
        });
        await building.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var old = await other.OpenConnectionAsync();
        // Postgres ends whoever looks second: the build, then.
        var waits = ExecuteAsync(old, "set deadlock_timeout = '10min'; begin; set local lock_timeout = '60s'; select pg_advisory_xact_lock(hashtextextended('workers migrate', 0))");
        (await Should.ThrowAsync<PostgresException>(() => database.ExecuteAsync(MigrationScript.Build()))).SqlState.ShouldBe(PostgresErrorCodes.LockNotAvailable);
        await database.ExecuteAsync(
            "do $$ begin while not exists (select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())) loop perform pg_sleep(0.05); end loop; end $$");
        await open.CommitAsync();

        (await anew.Task.WaitAsync(TimeSpan.FromSeconds(30))).ShouldStartWith("Building index job_events_at of job_events anew: ");
        await database.ExecuteAsync("select pg_cancel_backend(pid) from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())");
        await Should.ThrowAsync<PostgresException>(() => waits);
        await old.DisposeAsync();
        (await run.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBe(["0027_health"]);
        (await database.ReadAsync<long>("select count(*) from pg_index where not indisvalid")).ShouldBe(0);
    }

    [Fact]
    public async Task An_open_transaction_on_the_queue_delays_the_run_and_nobody_else()
    {
        await using var database = await OldQueueAsync();
        await using var other = NpgsqlDataSource.Create(database.Address.ForPool());
        await using var operatorsOwn = await other.OpenConnectionAsync();
        var open = await operatorsOwn.BeginTransactionAsync();
        await ExecuteAsync(operatorsOwn, "update extraction_queue set error_message = 'looking' where document_number = '7'");

        var steps = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = Migrator.ApplyAsync(database.Address, CancellationToken.None, _ => steps.TrySetResult());
        await steps.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await using (var reader = await other.OpenConnectionAsync())
        {
            // Whoever queued behind a lock that waits for the open transaction would fail here: a try waits one second.
            await ExecuteAsync(reader, "set statement_timeout = '8s'");
            for (var looks = 0; looks < 5; looks++)
            {
                await ExecuteAsync(reader, "select count(*) from extraction_queue where document_number = '9'; select pg_sleep(0.4)");
            }
        }

        run.IsCompleted.ShouldBeFalse();
        await open.CommitAsync();
        (await run.WaitAsync(TimeSpan.FromMinutes(1))).Count.ShouldBe(MigrationScript.Migrations.Count);
    }

    [Fact]
    public void Every_column_and_index_of_the_queue_that_a_migration_adds_is_prepared()
    {
        LivePreparation.QueueColumns.Count.ShouldBeGreaterThanOrEqualTo(3);
        MigrationText.Indexes.Where(index => index.Migration is "0001_queue").Select(index => index.Name).ShouldBe(
            ["workers_ready_download", "workers_ready_index", "workers_ready_acte", "workers_running", "workers_claim_request", "workers_idempotency"]);
        MigrationText.Indexes.Where(index => index.Migration is "0007_rows_of_others").Select(index => index.Name).ShouldBe(["workers_ready", "workers_unknown", "workers_ended"]);
    }

    [Fact]
    public async Task Every_table_that_is_there_is_prepared_and_an_open_transaction_on_it_is_waited_for()
    {
        await using var stage = await HeldIndexAsync(
            """
            drop index job_events_at; drop index ocr_reviews_spot; alter table ocr_reviews drop column reading;
            delete from workers_internal.migrations where name in ('0024_what_was_accepted', '0027_health')
            """);
        var (database, open) = (stage.Database, stage.Open);

        var building = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new List<string>();
        var run = Migrator.ApplyAsync(database.Address, CancellationToken.None, step =>
        {
            said.Add(step);
            if (step.Contains("job_events_at", StringComparison.Ordinal))
            {
                building.TrySetResult();
            }
        });
        await building.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await database.ExecuteAsync("set statement_timeout = '8s'; insert into job_events (job_id, kind) values (gen_random_uuid(), 'beside'); reset statement_timeout");
        run.IsCompleted.ShouldBeFalse();
        await open.CommitAsync();

        (await run.WaitAsync(TimeSpan.FromMinutes(1))).ShouldBe(["0024_what_was_accepted", "0027_health"]);
        said.ShouldBe(["Building index ocr_reviews_spot of ocr_reviews beside the work…", "Building index job_events_at of job_events beside the work…"]);
        (await database.ReadAsync<long>("select count(*) from pg_index where not indisvalid")).ShouldBe(0);
    }

    /// <summary>A queue as the owner's, before this program: a trigger stamps updated_at.</summary>
    private async Task<QueueDatabase> OldQueueAsync()
    {
        var database = await QueueDatabase.CreateEmptyAsync(postgres);
        await database.ExecuteAsync(
            $"""
            create table extraction_queue (
              id uuid primary key default gen_random_uuid(), document_source text not null, document_number text not null,
              status_id integer not null default 1, error_message text, created_at timestamptz default now(), updated_at timestamptz default now());
            insert into extraction_queue (document_source, document_number, status_id, created_at, updated_at)
            select 'index', i::text, 1 + i % 4, now() - i * interval '1 minute', now() - i * interval '1 minute' from generate_series(1, {Rows}) as i;
            create function stamp() returns trigger language plpgsql as 'begin new.updated_at := now(); return new; end';
            create trigger stamp before update on extraction_queue for each row execute function stamp();
            """);
        return database;
    }

    /// <summary>A migrated database that lacks an index, whose table an open transaction holds.</summary>
    /// <param name="undo">Takes away what a run puts in place.</param>
    private async Task<HeldIndex> HeldIndexAsync(string undo)
    {
        var database = await QueueDatabase.CreateAsync(postgres);
        await database.ExecuteAsync(undo);
        var other = NpgsqlDataSource.Create(database.Address.ForPool());
        var holder = await other.OpenConnectionAsync();
        var open = await holder.BeginTransactionAsync();
        await ExecuteAsync(holder, "insert into job_events (job_id, kind) values (gen_random_uuid(), 'held')");
        return new(database, other, holder, open);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed record HeldIndex(QueueDatabase Database, NpgsqlDataSource Other, NpgsqlConnection Holder, NpgsqlTransaction Open) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Holder.DisposeAsync();
            await Other.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}
