using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Workers.Database.Postgres;
using Workers.Hosting.Environments;

namespace Workers.Support;

/// <summary>A migrated database of its own, with SQL at hand and a clock that moves.</summary>
internal sealed class QueueDatabase : IAsyncDisposable
{
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
