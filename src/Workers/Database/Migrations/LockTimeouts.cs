using Npgsql;

namespace Workers.Database.Migrations;

/// <summary>
/// Takes a lock that others are before in line for: each try waits a second (a script that sets its own bound: two), so that nobody queues
/// behind it for longer, and tries follow each other with a second between them, sixty in all.
/// </summary>
internal static class LockTimeouts
{
    private const int Tries = 60;

    /// <exception cref="PostgresException">Not even the last try got the lock, or the statement itself failed.</exception>
    public static async Task<T> RepeatAsync<T>(Func<Task<T>> actAsync, NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using (var bound = new NpgsqlCommand("set lock_timeout = '1s'", connection))
        {
            await bound.ExecuteNonQueryAsync(cancellation);
        }

        for (var tries = 1; ; tries++)
        {
            try
            {
                return await actAsync();
            }
            catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected && tries < Tries)
            {
                // A failed script leaves its transaction behind.
                await using var rest = new NpgsqlCommand("rollback; select pg_sleep(1)", connection);
                await rest.ExecuteNonQueryAsync(cancellation);
            }
        }
    }
}
