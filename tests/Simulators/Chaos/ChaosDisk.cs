using Npgsql;
using Simulators.Demo;

namespace Simulators.Chaos;

/// <summary>
/// A full disk of Postgres. A real one refuses only writes that need another page; this one refuses every write with the same
/// code, which is harder on clients and needs no right to mount anything.
/// </summary>
internal static class ChaosDisk
{
    private const int Attempts = 10;

    public static Task FillAsync(DemoWorld world) => RunAsync(world, EmbeddedFile.Read("Chaos/full-disk.sql"));

    public static Task FreeAsync(DemoWorld world) => RunAsync(world, EmbeddedFile.Read("Chaos/free-disk.sql"));

    private static async Task RunAsync(DemoWorld world, string sql)
    {
        foreach (var queue in world.Queues)
        {
            await using var database = NpgsqlDataSource.Create(queue.ConnectionString);
            for (var attempt = 1; !await TryAsync(database, sql, last: attempt == Attempts); attempt++)
            {
                // A table in use is asked for again: the lock waits two seconds at most, so that it stops nobody for long.
            }
        }
    }

    private static async Task<bool> TryAsync(NpgsqlDataSource database, string sql, bool last)
    {
        try
        {
            await using var command = database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected && !last)
        {
            return false;
        }
    }
}
