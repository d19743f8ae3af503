using System.Net.Sockets;
using Npgsql;
using Workers.Hosting.Network;

namespace Workers.Database.Postgres;

/// <summary>What went wrong in Postgres, as a caller must know it. Classes of SQLSTATE: Postgres manual, appendix A.</summary>
internal static class PostgresFailures
{
    /// <summary>False for a cancellation that the caller asked for, and for anything that is not the database's.</summary>
    public static bool Is(Exception exception, CancellationToken cancellation) => exception switch
    {
        OperationCanceledException => !cancellation.IsCancellationRequested,
        NpgsqlException or TimeoutException or SocketException or IOException => true,
        _ => false,
    };

    /// <summary>insufficient_privilege: the role is known and its password right, and it may not do what was asked.</summary>
    public const string NoRights = "42501";

    /// <summary>Looks up what tells more about a connection that was not made.</summary>
    public static async Task<DatabaseException> ExplainAsync(Exception exception, AskedServer server, string? role = null) => Translate(
        exception, exception is PostgresException || IsExhausted(exception) ? null : OfNpgsql(exception.Message, server) ?? await ConnectionFault.ExplainAsync(exception, server), role);

    /// <param name="exception">As Npgsql threw it.</param>
    /// <param name="fault">Why no connection was made, where that is known.</param>
    /// <param name="role">Who asked; null where it is not known.</param>
    public static DatabaseException Translate(Exception exception, ConnectionFault? fault, string? role = null) => exception switch
    {
        PostgresException { SqlState: NoRights } error => new(DatabaseFailure.Unauthorized, $"{(role is null ? "this role" : $"the role {role}")} may not do it: {error.MessageText} ({error.SqlState})", error, error.SqlState)
        {
            Remedy = $"As the owner of the database: grant service_role to {Quoted(role)}; where that role is missing, create it (create role service_role) and run workers migrate as the owner, which grants it our functions. Or name another role in *_SUPABASE_DB_URL.",
        },
        PostgresException error => new(KindOf(error.SqlState), $"{error.MessageText} ({error.SqlState})", error, error.SqlState) { Remedy = RemedyOf(error) },
        _ when IsExhausted(exception) => new(DatabaseFailure.Unavailable, "every connection of this program's own pool was in use for too long", exception)
        {
            Remedy = "Where it happens often, raise *_DB_CONNECTIONS.",
        },
        _ => new(DatabaseFailure.Unavailable, fault?.Said ?? exception.Message, exception) { Remedy = fault?.Remedy },
    };

    /// <summary>
    /// A commit that waits for a replica and is told to wait no longer, as a call is whose time is over, answers as if it had been
    /// carried out everywhere. Only this warning, whose words depend on the server's language, says that the replica has not confirmed it.
    /// </summary>
    public static bool SaysNotReplicated(PostgresNotice notice) => notice.Routine is "SyncRepWaitForLSN";

    public static DatabaseException NotReplicated => new(
        DatabaseFailure.Unavailable, "the replica that synchronous_standby_names asks for did not confirm the write in time, so that a failover could lose it")
    {
        Remedy = "Look at pg_stat_replication: bring the replica back, or take it out of synchronous_standby_names.",
    };

    public static DatabaseFailure KindOf(string state) => state switch
    {
        "42883" or "42P01" or "42703" or "3F000" => DatabaseFailure.SchemaMissing,
        "28000" or "28P01" or NoRights => DatabaseFailure.Unauthorized,
        // A server that became a replica, a transaction that idled too long, a pooler that is full.
        "25006" or "25P03" or "XX000" => DatabaseFailure.Unavailable,
        _ when state.Length >= 2 && state[..2] is ("08" or "40" or "53" or "57" or "58" or "55") => DatabaseFailure.Unavailable,
        _ => DatabaseFailure.Refused,
    };

    /// <summary>Whether the connection itself broke, and with it perhaps the idle ones beside it; not so when one statement failed.</summary>
    public static bool BrokeTheConnection(Exception exception) => exception is not PostgresException error
        ? !IsExhausted(exception)
        : !IsFull(error) && error.SqlState is { Length: >= 2 } state && (state[..2] is "08" or "57" or "XX" || state is "25006");

    /// <summary>The server, or a pooler before it, has no seat for one more connection; those that are open stay good.</summary>
    private static bool IsFull(PostgresException error) => error.SqlState switch
    {
        "53300" => true,
        "XX000" => error.MessageText.Contains("max client", StringComparison.OrdinalIgnoreCase),
        // pgbouncer's: no more clients, or none of its connections was free in time.
        "08P01" => error.MessageText.Contains("no more connections allowed", StringComparison.Ordinal) || error.MessageText.Contains("query_wait_timeout", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>Nobody gave a connection of our own pool back in time.</summary>
    private static bool IsExhausted(Exception exception) =>
        exception is NpgsqlException { InnerException: TimeoutException } && exception.Message.Contains("pool has been exhausted", StringComparison.Ordinal);

    /// <summary>As SQL names a role.</summary>
    private static string Quoted(string? role) => role is null ? "ROLE" : role.All(sign => sign is '_' or (>= 'a' and <= 'z') or (>= '0' and <= '9')) && !char.IsAsciiDigit(role[0]) ? role : $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string? RemedyOf(PostgresException error) => error switch
    {
        _ when IsFull(error) =>
            "Every seat is taken: stop other programs, lower *_DB_CONNECTIONS (a daemon holds so many and one more that listens), or raise the pool size in the project's database settings (pgbouncer: default_pool_size, max_client_conn).",
        { SqlState: "08P01" } when error.MessageText.Contains("unsupported startup parameter", StringComparison.Ordinal) =>
            "Take options out of *_SUPABASE_DB_URL (such as statement_timeout: set it for the role in the database), or name it in the pooler's ignore_startup_parameters, which leaves it without effect.",
        { SqlState: "XX000" } when error.MessageText.Contains("not found", StringComparison.OrdinalIgnoreCase) =>
            "A pooler's user is postgres.<project>, and its host is that of the project's region: copy the session pooler's connection string into *_SUPABASE_DB_URL.",
        { SqlState: "28P01" or "28000" } => "Correct user and password in *_SUPABASE_DB_URL.",
        { SqlState: "3D000" } => "Correct the database's name at the end of *_SUPABASE_DB_URL.",
        _ => null,
    };

    private static ConnectionFault? OfNpgsql(string message, AskedServer server) =>
        message.Contains("No SSL enabled connection", StringComparison.Ordinal) ? new($"{server} offers no TLS, which sslmode asks for", server.PlainRemedy)
        : message.Contains("unknown response", StringComparison.Ordinal) ? new($"what listens at {server} is no Postgres", $"Correct host and port in {server.Variable}.")
        : null;
}
