using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Simulators.Servers;
using Workers.Database.Migrations;
using Workers.Database.Postgres;
using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Benchmarks.Queue;

/// <summary>A migrated database of its own on a private Postgres.</summary>
internal sealed class QueueDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _sql;

    private QueueDatabase(string url, string connection, PostgresAddress address)
    {
        (Url, Connection) = (url, connection);
        _sql = NpgsqlDataSource.Create(connection);
        Functions = new PostgresFunctions(TargetEnvironment.Dev, address, TimeProvider.System, NullLoggerFactory.Instance);
        Store = new JobStore(Functions);
    }

    public string Url { get; }

    public string Connection { get; }

    public PostgresFunctions Functions { get; }

    public JobStore Store { get; }

    public static async Task<QueueDatabase> CreateAsync(PostgresServer server)
    {
        var name = await server.CreateSupabaseDatabaseAsync();
        var url = server.Url(name);
        if (!PostgresAddress.TryParse(url, out var address))
        {
            throw new InvalidOperationException("The private server gave an address that PostgresAddress does not read.");
        }

        await Migrator.ApplyAsync(address, CancellationToken.None);
        return new QueueDatabase(url, server.ConnectionString(name), address);
    }

    /// <summary>Adds waiting documents in one statement, a microsecond apart.</summary>
    public async Task FillAsync(int count)
    {
        await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
            insert into extraction_queue (document_source, document_number, cadastre, available_at)
            select 'index', g::text, 'c', now() - interval '1 hour' + g * interval '1 microsecond' from generate_series(1, {count}) as g
            """));
        await ExecuteAsync("vacuum analyze extraction_queue");
    }

    public Task EmptyAsync() => ExecuteAsync("truncate extraction_queue, job_events");

    public async Task ExecuteAsync(string sql)
    {
        await using var command = _sql.CreateCommand(sql);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(int status)
    {
        await using var command = _sql.CreateCommand(string.Create(CultureInfo.InvariantCulture, $"select count(*) from extraction_queue where status_id = {status}"));
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await Functions.DisposeAsync();
        await _sql.DisposeAsync();
    }
}
