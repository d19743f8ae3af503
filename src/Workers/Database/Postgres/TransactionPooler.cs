using Npgsql;

namespace Workers.Database.Postgres;

/// <summary>Whether a connection keeps one session of the server.</summary>
internal enum KeptSession
{
    Yes,

    No,

    /// <summary>There was no second connection to tell it by.</summary>
    NotTold,
}

/// <summary>
/// Whether what answers gives each transaction any session of the server that is free, as pgbouncer does in transaction mode: LISTEN then
/// hears nothing, and what SET changes is changed for others. Whoever keeps one session for each connection is no such pooler.
/// </summary>
internal static class TransactionPooler
{
    private const int Rounds = 3;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    /// <summary>Asks over a connection and, where a pooler answers there, over a second one.</summary>
    public static async Task<KeptSession> LookAsync(PostgresAddress address, NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (address.IsTransactionPooler)
        {
            return KeptSession.No;
        }

        // A server names itself when a connection begins; a pooler names nobody.
        var first = await ServerProcessAsync(connection, cancellation);
        if (first == connection.ProcessID)
        {
            return KeptSession.Yes;
        }

        try
        {
            await using var source = address.OpenOne(Bound);
            await using var other = await source.OpenConnectionAsync(cancellation);
            HashSet<int> own = [first], others = [];
            for (var round = 0; round < Rounds; round++)
            {
                others.Add(await ServerProcessAsync(other, cancellation));
                own.Add(await ServerProcessAsync(connection, cancellation));
            }

            return AreShared(own, others) ? KeptSession.No : KeptSession.Yes;
        }
        catch (Exception failure) when (PostgresFailures.Is(failure, cancellation))
        {
            // No seat for a second one, or none in time: the first one keeps the only session, or the pool is busy.
            return KeptSession.NotTold;
        }
    }

    /// <exception cref="DatabaseException">It is one, or may be one, and a session is needed.</exception>
    public static async Task RefuseAsync(PostgresAddress address, NpgsqlConnection connection, CancellationToken cancellation)
    {
        const string OtherAddress = "For this command set *_SUPABASE_DB_URL to the session pooler or the direct connection (in Supabase: port 5432)";
        switch (await LookAsync(address, connection, cancellation))
        {
            case KeptSession.No:
                throw new DatabaseException(DatabaseFailure.Refused, $"{address.Server} is a transaction pooler, and this needs a session of its own")
                {
                    Remedy = OtherAddress + ".",
                };
            case KeptSession.NotTold:
                throw new DatabaseException(
                    DatabaseFailure.Refused,
                    $"{address.Server} is a pooler without a second connection within {Bound.TotalSeconds:0} s, so that it cannot be told whether it keeps a session for each, which this needs")
                {
                    Remedy = OtherAddress + ", or try again when fewer programs use the pooler.",
                };
        }
    }

    /// <summary>Whether the server's processes that served two connections, both open, were not one for each (pure).</summary>
    internal static bool AreShared(IReadOnlySet<int> first, IReadOnlySet<int> second) => first.Count > 1 || second.Count > 1 || first.Overlaps(second);

    private static async Task<int> ServerProcessAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
