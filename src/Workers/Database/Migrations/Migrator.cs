using Npgsql;
using Workers.Database.Postgres;

namespace Workers.Database.Migrations;

/// <summary>
/// Applies <see cref="MigrationScript"/> over a database URL, in one transaction and under a lock, after <see cref="LivePreparation"/>
/// has done what takes long.
/// </summary>
internal static class Migrator
{
    /// <summary>The longest statement: an index of a queue of many millions.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>What a run would do; nothing is changed.</summary>
    /// <exception cref="DatabaseException">Unreachable or refused.</exception>
    public static Task<MigrationPlan> PlanAsync(PostgresAddress address, CancellationToken cancellation) =>
        WithAsync(address, connection => MigrationPlan.ReadAsync(connection, cancellation), cancellation);

    /// <param name="say">Is told of each step that takes time.</param>
    /// <param name="planned">Is told what will be done, before anything is.</param>
    /// <returns>The migrations that this run applied; empty when the schema was already there.</returns>
    /// <exception cref="DatabaseException">Unreachable, refused, another run is at work, the schema of a newer program, behind a transaction pooler (a lock's bound would be set for others), or a statement failed. What was prepared before stays and does no harm; a second run goes on from there.</exception>
    public static Task<IReadOnlyList<string>> ApplyAsync(PostgresAddress address, CancellationToken cancellation, Action<string>? say = null, Action<MigrationPlan>? planned = null) =>
        WithAsync<IReadOnlyList<string>>(address, async connection =>
        {
            await using var turn = await MigrationLock.TakeAsync(connection, MigrationLock.Bound, say ?? (_ => { }), TimeProvider.System, cancellation);
            var before = await MigrationPlan.ReadAsync(connection, cancellation);
            if (before.Fault is { } fault)
            {
                throw new DatabaseException(DatabaseFailure.SchemaNewer, fault);
            }

            planned?.Invoke(before);
            await new LivePreparation(connection, say ?? (_ => { })).RunAsync(before.Applied, cancellation);
            await using (var script = new NpgsqlCommand(MigrationScript.Build(), connection))
            {
                await LockTimeouts.RepeatAsync(() => script.ExecuteNonQueryAsync(cancellation), connection, cancellation);
            }

            var after = await MigrationPlan.ReadAsync(connection, cancellation);
            return [.. after.Applied.Except(before.Applied, StringComparer.Ordinal)];
        }, cancellation);

    private static async Task<T> WithAsync<T>(PostgresAddress address, Func<NpgsqlConnection, Task<T>> actAsync, CancellationToken cancellation)
    {
        await using var source = address.OpenOne(Longest);
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await TransactionPooler.RefuseAsync(address, connection, cancellation);
            return await actAsync(connection);
        }
        catch (Exception exception) when (PostgresFailures.Is(exception, cancellation))
        {
            throw await PostgresFailures.ExplainAsync(exception, address.Server);
        }
    }
}
