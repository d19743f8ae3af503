using Npgsql;
using Workers.Database.Postgres;
using Workers.Hosting.Processes;

namespace Workers.Database.Dumps;

/// <summary>What one environment's database holds.</summary>
/// <param name="Migration">The newest that was applied; null where none was.</param>
/// <param name="Documents">Rows of the queue.</param>
internal sealed record DatabaseContent(string? Migration, long Documents);

/// <summary>
/// A database as one file, by Postgres's own programs: all of <c>public</c> and of <c>workers_internal</c>, from one snapshot. Owners and rights are not in it:
/// <c>migrate</c> gives ours again. What <c>pg_dump</c> needs to know goes by its environment, never among its arguments.
/// </summary>
internal static class PostgresDump
{
    private const string MachineRoots = "/etc/ssl/certs/ca-certificates.crt";

    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);

    /// <exception cref="DatabaseException">It was not written; what is there of the file is worth nothing.</exception>
    public static async Task WriteAsync(PostgresAddress address, string file, CancellationToken cancellation)
    {
        RefusePooler(address);
        await RunAsync(
            address, "pg_dump", Longest, cancellation,
            "--format=custom", "--no-owner", "--no-privileges", "--no-password", "--schema=public", "--schema=workers_internal", "--file", file);
    }

    /// <summary>Puts everything in place in one transaction: all or nothing.</summary>
    /// <param name="list">A file for the list of what is put in place; it is replaced.</param>
    /// <exception cref="DatabaseException">Nothing was changed.</exception>
    public static async Task ReadAsync(PostgresAddress address, string file, string list, CancellationToken cancellation)
    {
        RefusePooler(address);
        var contents = await RunAsync(address, "pg_restore", Short, cancellation, "--list", file);
        await File.WriteAllLinesAsync(list, contents.Split('\n').Where(line => !NamesPublic(line)), cancellation);
        await RunAsync(
            address, "pg_restore", Longest, cancellation,
            "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-password", "--use-list", list, "--dbname", address.Database, file);
    }

    /// <summary>
    /// What was put in place forgets where it lay, so that the next <c>migrate</c> makes it this server's own, wherever it came from: a history counts by the transactions of its server,
    /// and those of another mean nothing here.
    /// </summary>
    /// <exception cref="DatabaseException">It is not done, and may be done again.</exception>
    public static async Task ForgetHomeAsync(PostgresAddress address, CancellationToken cancellation)
    {
        await using var source = address.OpenOne(Longest);
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var command = new NpgsqlCommand(
                "do $$ begin if to_regclass('workers_internal.feed') is not null then update workers_internal.feed set home = ''; end if; end $$", connection);
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (Exception exception) when (PostgresFailures.Is(exception, cancellation))
        {
            throw await PostgresFailures.ExplainAsync(exception, address.Server);
        }
    }

    /// <returns>Null of a database in which nothing of ours lies.</returns>
    /// <exception cref="DatabaseException">No answer.</exception>
    public static async Task<DatabaseContent?> FindContentAsync(PostgresAddress address, CancellationToken cancellation)
    {
        await using var source = address.OpenOne(Short);
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellation);
            var (hasQueue, hasOurs) = await AskAsync(
                connection, "select to_regclass('public.extraction_queue') is not null, to_regclass('workers_internal.migrations') is not null", row => (row.GetBoolean(0), row.GetBoolean(1)), cancellation);
            return !hasQueue && !hasOurs ? null : new(
                hasOurs ? await AskAsync(connection, "select max(name) from workers_internal.migrations", row => row.IsDBNull(0) ? null : row.GetString(0), cancellation) : null,
                hasQueue ? await AskAsync(connection, "select count(*) from public.extraction_queue", row => row.GetInt64(0), cancellation) : 0);
        }
        catch (Exception exception) when (PostgresFailures.Is(exception, cancellation))
        {
            throw await PostgresFailures.ExplainAsync(exception, address.Server);
        }
    }

    /// <summary>Every database has its <c>public</c>, and may have said something about it.</summary>
    internal static bool NamesPublic(string line) =>
        line.Contains(" SCHEMA - public ", StringComparison.Ordinal) || line.Contains(" COMMENT - SCHEMA public ", StringComparison.Ordinal);

    private static void RefusePooler(PostgresAddress address)
    {
        if (address.IsTransactionPooler)
        {
            throw new DatabaseException(DatabaseFailure.Refused, $"{address} is a transaction pooler, and a dump is one long session")
            {
                Remedy = "Give the session pooler's or the direct connection string (port 5432) for this command.",
            };
        }
    }

    private static async Task<string> RunAsync(PostgresAddress address, string program, TimeSpan bound, CancellationToken cancellation, params string[] arguments)
    {
        ChildResult result;
        try
        {
            var command = new ChildCommand(program, arguments) { Timeout = bound, OutputLimit = 16 * 1024 * 1024, Environment = address.ForPrograms(MachineRoots) };
            result = await ChildProcess.RunAsync(command, TimeProvider.System, cancellation);
        }
        catch (ChildNotStartedException missing)
        {
            throw new DatabaseException(DatabaseFailure.Refused, missing.Message, missing) { Remedy = "Install it: apt-get install postgresql-client." };
        }

        return result.Succeeded ? result.Output : throw new DatabaseException(DatabaseFailure.Refused, $"{program}: {result.Summary}")
        {
            Remedy = result.Error.Contains("version mismatch", StringComparison.Ordinal)
                ? "pg_dump must not be older than the server: install postgresql-client of the server's version, and let PATH find it first."
                : null,
        };
    }

    private static async Task<T> AskAsync<T>(NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        return read(reader);
    }
}
