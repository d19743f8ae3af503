using System.Globalization;
using Npgsql;

namespace Workers.Database.Migrations;

/// <summary>
/// One <c>migrate</c> at a time, from its first step to its last: two that build the same index beside the work would each drop the other's. The script takes the same lock
/// once more, so that one that is pasted is refused meanwhile, and one of an older program waits. It is the session's, and ends with it, also by kill -9. Asked for again and again and never
/// waited for inside the database: who waits there would hold up the very index that is being built.
/// </summary>
internal sealed class MigrationLock : IAsyncDisposable
{
    private const string Key = "hashtextextended('workers migrate', 0)";

    /// <summary>Longer than any index takes that is not one of many millions of rows.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromMinutes(30);

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly NpgsqlConnection _connection;

    private MigrationLock(NpgsqlConnection connection) => _connection = connection;

    /// <param name="bound">The longest wait.</param>
    /// <param name="say">Is told who is waited for, at once and from time to time.</param>
    /// <returns>The lock until it is disposed, or the session ends.</returns>
    /// <exception cref="DatabaseException">Another one holds it; who, in words.</exception>
    public static async Task<MigrationLock> TakeAsync(NpgsqlConnection connection, TimeSpan bound, Action<string> say, TimeProvider time, CancellationToken cancellation)
    {
        var (since, told) = (time.GetTimestamp(), (TimeSpan?)null);
        while (!await TryAsync(connection, cancellation))
        {
            var waited = time.GetElapsedTime(since);
            if (waited >= bound)
            {
                var (holder, process) = await FindHolderAsync(connection, cancellation);
                throw new DatabaseException(
                    DatabaseFailure.Unavailable, FormattableString.Invariant($"another migrate is at work on this database and has not ended in {waited.TotalMinutes:0} min: {holder}. Nothing was changed"))
                {
                    Remedy = $"Wait for it, or end it where it is: select pg_terminate_backend({process}). Then run migrate again: it goes on from what is done.",
                };
            }

            if (told is not { } last || waited - last >= Silence)
            {
                told = waited;
                say($"Another migrate is at work ({(await FindHolderAsync(connection, cancellation)).Holder}): its end is waited for…");
            }

            await Task.Delay(Pace, time, cancellation);
        }

        return new(connection);
    }

    /// <summary>A pooler may keep the session for somebody else, so it is given back in words.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var command = new NpgsqlCommand($"rollback; select pg_advisory_unlock({Key})", _connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception ended) when (ended is NpgsqlException or InvalidOperationException)
        {
            // The session is gone, and the lock with it.
        }
    }

    private static async Task<bool> TryAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({Key})", connection);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    /// <returns>Who holds it, for people, and its process in the database; a role that may not look at others' sessions is told less.</returns>
    private static async Task<(string Holder, string Process)> FindHolderAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select l.pid, a.usename::text, host(a.client_addr), a.backend_start
            from pg_locks as l left join pg_stat_activity as a on a.pid = l.pid
            where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.database = (select oid from pg_database where datname = current_database())
              and (l.classid::bigint << 32 | l.objid::bigint) = {Key}
            limit 1
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        if (!await reader.ReadAsync(cancellation))
        {
            return ("it has just ended", "…");
        }

        string?[] told =
        [
            string.Create(CultureInfo.InvariantCulture, $"process {reader.GetInt32(0)} of the database"),
            await reader.IsDBNullAsync(1, cancellation) ? null : $"of the role {reader.GetString(1)}",
            await reader.IsDBNullAsync(2, cancellation) ? null : $"from {reader.GetString(2)}",
            await reader.IsDBNullAsync(3, cancellation) ? null : string.Create(CultureInfo.InvariantCulture, $"since {reader.GetDateTime(3).ToUniversalTime():HH:mm:ss}Z"),
        ];
        return (string.Join(' ', told.OfType<string>()), reader.GetInt32(0).ToString(CultureInfo.InvariantCulture));
    }
}
