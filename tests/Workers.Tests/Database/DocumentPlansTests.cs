using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Database;

/// <summary>A list of a long queue walks an index, whatever it is asked for.</summary>
public sealed class DocumentPlansTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Rows = 50_000;
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        await _database.ExecuteAsync($$"""
            insert into extraction_queue (document_source, document_number, status_id, outcome, error_message, needs_review, dossier, created_at, available_at)
            select case when i % 3 = 0 then 'index' else 'acte' end, (10000000 + i)::text, s.status, case when s.status = 5 then (array['not_found', 'failed', 'cancelled'])[1 + i % 3] end,
              'The site did not answer.', s.status = 4 and i % 50 = 0, case when i % 4 = 0 then '2026-' || (i / 40) end, now() - i * interval '1 minute', now() - i * interval '1 minute'
            from generate_series(1, {{Rows}}) as i, lateral (select case when i <= 1500 then 1 when i <= 3000 then 3 when i % 20 = 7 then 5 else 4 end as status) as s
            """);
        await _database.ExecuteAsync("analyze extraction_queue");
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Every_word_but_a_free_text_is_found_by_an_index()
    {
        (string Filter, string Index)[] expected =
        [
            ("{}", "workers_listed"),
            ("""{"statuses": [5]}""", "workers_listed_status"),
            ("""{"statuses": [3]}""", "workers_listed_status"),
            ("""{"statuses": [5], "sources": ["index"], "created_before": "2100-01-01"}""", "workers_listed_status"),
            ("""{"outcomes": ["not_found"]}""", "workers_listed_outcome"),
            ("""{"number": "10012345"}""", "workers_listed_number"),
            ("""{"number_begins": "1001234"}""", "workers_listed_number"),
            ("""{"dossier": " 2026-100"}""", "workers_listed_dossier_order"),
            ("""{"created_from": "2026-01-01"}""", "workers_listed"),
            ("""{"review": "needed"}""", "workers_listed_review"),
            ("""{"review": "open"}""", "ocr_reviews_open"),
            ("""{"ids": ["00000000-0000-0000-0000-000000000001"]}""", "extraction_queue_pkey"),
            ("""{"id_begins": "0a1b2c3d"}""", "extraction_queue_pkey"),
        ];

        var found = new List<(string, string)>();
        foreach (var (filter, index) in expected)
        {
            var condition = await _database.ReadAsync<string>($"select workers_internal.document_condition('{filter}')");
            var plan = string.Join('\n', await _database.ListAsync<string>(
                $"explain select q.id from extraction_queue as q where {condition} order by coalesce(q.created_at, q.available_at) desc, q.id desc limit 51"));
            plan.ShouldNotContain("Seq Scan on extraction_queue", Case.Sensitive, $"{filter}\n{plan}");
            found.Add((filter, plan.Contains($" using {index} ", StringComparison.Ordinal) || plan.Contains($" on {index} ", StringComparison.Ordinal) ? index : plan));
        }

        found.ShouldBe(expected);
    }
}
