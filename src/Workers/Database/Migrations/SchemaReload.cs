using Workers.Database.Postgres;

namespace Workers.Database.Migrations;

/// <summary>Has PostgREST read the schema again; harmless where none listens.</summary>
internal static class SchemaReload
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <exception cref="DatabaseException">Unreachable or refused.</exception>
    public static async Task NotifyAsync(PostgresAddress address, CancellationToken cancellation)
    {
        await using var source = address.OpenOne(Bound);
        try
        {
            await using var command = source.CreateCommand("notify pgrst, 'reload schema'");
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (Exception exception) when (PostgresFailures.Is(exception, cancellation))
        {
            throw await PostgresFailures.ExplainAsync(exception, address.Server);
        }
    }
}
