using Npgsql;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Database.Migrations;

public sealed class LiveQueuePreparationTests(PostgresFixture postgres)
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
        LiveQueuePreparation.Columns.Count.ShouldBeGreaterThanOrEqualTo(3);
        LiveQueuePreparation.Indexes["0001_queue"].Select(index => index.Name).ShouldBe(
            ["workers_ready_download", "workers_ready_index", "workers_ready_acte", "workers_running", "workers_claim_request", "workers_idempotency"]);
        LiveQueuePreparation.Indexes["0007_rows_of_others"].Select(index => index.Name).ShouldBe(["workers_ready", "workers_unknown", "workers_ended"]);
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

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
