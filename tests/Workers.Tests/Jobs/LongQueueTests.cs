using System.Globalization;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Jobs;

/// <summary>A claim reads as much of a long queue as of a short one.</summary>
public sealed class LongQueueTests(PostgresFixture postgres) : IAsyncLifetime
{
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        for (var from = 0; from < 200_000; from += 20_000)
        {
            await _database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture,
                $"""
                insert into extraction_queue (document_source, document_number, cadastre, status_id, available_at, priority, dossier)
                select 'index', n::text, 'c', case when n % 2 = 0 then 1 else 3 end, now() - n * interval '1 second' + case when n % 7 = 0 then interval '30 days' else interval '0' end,
                  n % 5, case when n % 10 > 0 then 'D' || n % 997 end
                from generate_series({from} + 1, {from} + 20000) as n
                """));
        }

        await _database.ExecuteAsync("analyze extraction_queue");
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task A_claim_of_200_000_documents_touches_a_few_rows()
    {
        await _database.ExecuteAsync("create table read (kind text, scans bigint, rows bigint)");
        var claimed = 0;
        foreach (var (stage, source, workers) in new[] { ("download", "null", 2), ("download", "null", 40), ("ocr", "\"index\"", 2) })
        {
            var names = string.Join(',', Enumerable.Range(0, workers).Select(n => $"\"w{n}\""));
            for (var round = 0; round < 8; round++)
            {
                await _database.ExecuteAsync(
                    $$"""
                    begin;
                    select workers_claim(json_build_object('request_id', gen_random_uuid(), 'lease_seconds', 12, 'wants', '[{"stage": "{{stage}}", "source": {{source}}, "workers": [{{names}}]}]'::json)::jsonb);
                    insert into read select '{{stage}}', seq_scan, idx_tup_fetch from pg_stat_xact_user_tables where relid = 'extraction_queue'::regclass;
                    commit;
                    """);
                claimed += workers;
            }
        }

        (await _database.ReadAsync<long>("select sum(scans)::bigint from read")).ShouldBe(0);
        // A session counts on until its figures are reported: the last is of all claims at the most.
        (await _database.ReadAsync<long>("select max(rows) from read")).ShouldBeLessThan((claimed * 4) + (24 * 30));
        (await _database.ReadAsync<long>("select count(*) from extraction_queue where status_id = 2")).ShouldBe(claimed);
    }

    [Fact]
    public async Task The_order_of_claims_is_that_of_an_index()
    {
        await using var connection = new Npgsql.NpgsqlConnection(_database.Address.ForPool());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var (index, status, source) in new[] { ("workers_turn_download", 1, "in ('index', 'acte', 'plan_cadastraux')"), ("workers_turn_index", 3, "= 'index'") })
        {
            await using var command = new Npgsql.NpgsqlCommand(
                string.Create(CultureInfo.InvariantCulture, $"explain select id from extraction_queue where status_id = {status} and document_source {source} and available_at <= now() order by (available_at at time zone 'UTC') - least(greatest(priority, -100000), 100000) * interval '10 minutes', id limit 5"),
                connection);
            (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) as string).ShouldNotBeNull();
            await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
            List<string> plan = [];
            while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            {
                plan.Add(reader.GetString(0));
            }

            string.Join('\n', plan).ShouldContain($"Index Scan using {index}");
            string.Join('\n', plan).ShouldNotContain("Sort");
        }
    }
}
