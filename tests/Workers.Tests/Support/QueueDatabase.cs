using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Workers.Database.Postgres;
using Workers.Hosting.Environments;

namespace Workers.Support;

/// <summary>A migrated database of its own, with SQL at hand and a clock that moves.</summary>
internal sealed class QueueDatabase : IAsyncDisposable
{
    /// <summary>A statement that makes long queues waits for a busy machine.</summary>
    private const int PatienceSeconds = 300;

    private readonly NpgsqlDataSource _sql;

    private QueueDatabase(string url)
    {
        Url = url;
        Address = PostgresAddress.TryParse(url, out var address) ? address : throw new ArgumentException(url, nameof(url));
        _sql = NpgsqlDataSource.Create(Address.ForPool());
    }

    public string Url { get; }

    public PostgresAddress Address { get; }

    public static async Task<QueueDatabase> CreateAsync(PostgresFixture postgres) => new(await postgres.NewMigratedDatabaseUrlAsync());

    /// <summary>A database without our schema.</summary>
    public static async Task<QueueDatabase> CreateEmptyAsync(PostgresFixture postgres) => new(await postgres.NewDatabaseUrlAsync());

    public PostgresFunctions OpenFunctions(TargetEnvironment environment = TargetEnvironment.Dev) =>
        new(environment, Address, TimeProvider.System, NullLoggerFactory.Instance);

    public async Task ExecuteAsync(string sql)
    {
        await using var command = _sql.CreateCommand(sql);
        command.CommandTimeout = PatienceSeconds;
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var command = _sql.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql)
    {
        await using var command = _sql.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetFieldValue<T>(0));
        }

        return values;
    }

    /// <summary>Waits until a condition holds, which is looked at anew after each change of the table's rows.</summary>
    public async Task WaitAsync(string table, string condition)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var connection = await _sql.OpenConnectionAsync(bound.Token);
        await using var listening = new NpgsqlCommand(
            $"""
            create or replace function tell_change() returns trigger language plpgsql as $t$ begin perform pg_notify('changed', ''); return null; end $t$;
            create or replace trigger tell_change after update on {table} for each statement execute function tell_change();
            listen changed
            """,
            connection);
        await listening.ExecuteNonQueryAsync(bound.Token);
        while (!await ReadAsync<bool>($"select {condition}"))
        {
            await connection.WaitAsync(bound.Token);
        }
    }

    /// <summary>Something happens each time that a function is told that an object is stored, before it does its own.</summary>
    /// <param name="happens">Statements of plpgsql; they see the request.</param>
    public Task InterruptAsync(string function, string happens) => ExecuteAsync(
        $"""
        alter function {function}(jsonb) rename to kept;
        create function {function}(request jsonb) returns json language plpgsql security definer set search_path = '' as
          $w$ begin if (request->>'is_stored')::boolean then {happens}; end if; return public.kept(request); end $w$
        """);

    /// <summary>The function is as it was again.</summary>
    public Task MendAsync(string function) => ExecuteAsync($"drop function {function}(jsonb); alter function kept(jsonb) rename to {function}");

    /// <summary>Makes the functions pass for those of another program; null for both: for others of this version.</summary>
    public Task PretendFunctionsAsync(string? program = null, string? servesFrom = null) => ExecuteAsync(
        $"""
        set workers.program = '99.0.0';
        update workers_internal.installed_functions set checksum = 'other', program = coalesce({Quoted(program)}, program), serves_from = coalesce({Quoted(servesFrom)}, serves_from);
        reset workers.program
        """);

    /// <summary>Moves the clock that the functions read.</summary>
    public Task SetClockAheadAsync(TimeSpan ahead) => ExecuteAsync(string.Create(
        CultureInfo.InvariantCulture,
        $"create or replace function workers_internal.clock() returns timestamptz language sql stable as 'select now() + interval ''{ahead.TotalSeconds} seconds'''"));

    /// <summary>Stops the clock that the functions read.</summary>
    public Task SetClockAsync(DateTimeOffset at) =>
        ExecuteAsync($"create or replace function workers_internal.clock() returns timestamptz language sql stable as 'select timestamptz ''{at:O}'''");

    public ValueTask DisposeAsync() => _sql.DisposeAsync();

    private static string Quoted(string? text) => text is null ? "null" : $"'{text}'";
}
