using Npgsql;
using Workers.Database.Postgres;

namespace Workers.Database.Migrations;

/// <summary>
/// Applies <see cref="MigrationScript"/> over a database URL, in one transaction and under a lock, after <see cref="LiveQueuePreparation"/>
/// has done what takes long.
/// </summary>
internal static class Migrator
{
    /// <summary>The longest statement: an index of a queue of many millions.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <param name="say">Is told of each step that takes time.</param>
    /// <returns>The migrations that this run applied; empty when the schema was already there.</returns>
    /// <exception cref="DatabaseException">Unreachable, refused, behind a transaction pooler (a lock's bound would be set for others), or a statement failed. What was prepared before stays and does no harm; a second run goes on from there.</exception>
    public static async Task<IReadOnlyList<string>> ApplyAsync(PostgresAddress address, CancellationToken cancellation, Action<string>? say = null)
    {
        await using var source = address.OpenOne(Longest);
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await TransactionPooler.RefuseAsync(address, connection, cancellation);
            var before = await AppliedAsync(connection, cancellation);
            await new LiveQueuePreparation(connection, say ?? (_ => { })).RunAsync(before, cancellation);
            await using (var script = new NpgsqlCommand(MigrationScript.Build(), connection))
            {
                await LockTimeouts.RepeatAsync(() => script.ExecuteNonQueryAsync(cancellation), connection, cancellation);
            }

            var after = await AppliedAsync(connection, cancellation);
            return [.. after.Except(before, StringComparer.Ordinal)];
        }
        catch (Exception exception) when (PostgresFailures.Is(exception, cancellation))
        {
            throw await PostgresFailures.ExplainAsync(exception, address.Server);
        }
    }

    private static async Task<List<string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('workers_internal.migrations') is not null", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(cancellation))!)
        {
            return [];
        }

        await using var list = new NpgsqlCommand("select name from workers_internal.migrations order by name", connection);
        await using var reader = await list.ExecuteReaderAsync(cancellation);
        var names = new List<string>();
        while (await reader.ReadAsync(cancellation))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
