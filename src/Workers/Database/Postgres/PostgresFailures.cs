using System.Net.Sockets;
using Npgsql;

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

    public static DatabaseException Translate(Exception exception) => exception is PostgresException error
        ? new(KindOf(error.SqlState), $"{error.MessageText} ({error.SqlState})", error, error.SqlState)
        : new(DatabaseFailure.Unavailable, exception.Message, exception);

    public static DatabaseFailure KindOf(string state) => state switch
    {
        "42883" or "42P01" or "42703" or "3F000" => DatabaseFailure.SchemaMissing,
        "28000" or "28P01" or "42501" => DatabaseFailure.Unauthorized,
        // A server that became a replica, a transaction that idled too long, a pooler that is full.
        "25006" or "25P03" or "XX000" => DatabaseFailure.Unavailable,
        _ when state.Length >= 2 && state[..2] is ("08" or "40" or "53" or "57" or "58" or "55") => DatabaseFailure.Unavailable,
        _ => DatabaseFailure.Refused,
    };

    /// <summary>Whether the connection itself broke, and with it perhaps the idle ones beside it; not so when one statement failed.</summary>
    public static bool BrokeTheConnection(Exception exception) =>
        exception is not PostgresException error || error.SqlState is { Length: >= 2 } state && (state[..2] is "08" or "57" or "XX" || state is "25006");
}
