using Npgsql;

namespace Simulators.Demo;

/// <summary>A row of a queue, as the demo shows it.</summary>
internal sealed record DemoRow(
    string Key, int Status, string? Outcome, int Progress, int? Pages, long Tokens, decimal Cost, string? Worker, string? Fault);

/// <summary>One line of a document's history.</summary>
internal sealed record DemoEvent(long Id, string Key, DateTime At, string Kind, int? From, int? To, string? Reason);

/// <summary>Reads one environment's queue straight from its database, as an operator would with SQL.</summary>
internal sealed class DemoQueue(string environment, string connectionString) : IAsyncDisposable
{
    private const string Rows =
        """
        select idempotency_key, status_id, outcome, coalesce(progress, 0), page_count,
               coalesce(ocr_input_tokens, 0) + coalesce(ocr_output_tokens, 0), coalesce(ocr_cost_usd, 0),
               worker_id, coalesce(error_message, ocr_error)
        from extraction_queue where idempotency_key is not null order by idempotency_key
        """;

    private const string Events =
        """
        select e.id, q.idempotency_key, e.at, e.kind, e.from_status, e.to_status, e.reason
        from job_events e join extraction_queue q on q.id = e.job_id
        where e.id > $1 and q.idempotency_key is not null order by e.id
        """;

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);
    private long _lastEvent;

    public string Environment => environment;

    public string ConnectionString => connectionString;

    /// <summary>Every document of the demo in this environment.</summary>
    public async Task<IReadOnlyList<DemoRow>> ReadRowsAsync(CancellationToken cancel)
    {
        await using var command = _database.CreateCommand(Rows);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var rows = new List<DemoRow>();
        while (await reader.ReadAsync(cancel))
        {
            rows.Add(new DemoRow(
                reader.GetString(0), reader.GetInt32(1), Text(reader, 2), reader.GetInt32(3), reader.IsDBNull(4) ? null : reader.GetInt32(4),
                reader.GetInt64(5), reader.GetDecimal(6), Text(reader, 7), Text(reader, 8)));
        }

        return rows;
    }

    /// <summary>What happened since the last call.</summary>
    public async Task<IReadOnlyList<DemoEvent>> ReadEventsAsync(CancellationToken cancel)
    {
        await using var command = _database.CreateCommand(Events);
        command.Parameters.Add(new NpgsqlParameter { Value = _lastEvent });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var events = new List<DemoEvent>();
        while (await reader.ReadAsync(cancel))
        {
            events.Add(new DemoEvent(
                reader.GetInt64(0), reader.GetString(1), reader.GetDateTime(2), reader.GetString(3),
                Number(reader, 4), Number(reader, 5), Text(reader, 6)));
        }

        _lastEvent = events.Count > 0 ? events[^1].Id : _lastEvent;
        return events;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static int? Number(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt32(column);
}
