using Npgsql;
using Simulators.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(Workers.Support.PostgresFixture))]

namespace Workers.Support;

/// <summary>
/// One private Postgres for the whole run, started by the first test that asks. Each test class takes a database of its own.
/// A test that stops or pauses Postgres starts its own <see cref="PostgresServer"/> instead.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> server = new(() => PostgresServer.StartAsync());

    /// <summary>Creates an empty database with Supabase's roles and returns its address in the form of *_SUPABASE_DB_URL.</summary>
    public async Task<string> NewDatabaseUrlAsync()
    {
        var postgres = await server.Value;
        return postgres.Url(await postgres.CreateSupabaseDatabaseAsync());
    }

    /// <summary>Creates an empty database with Supabase's roles and returns its Npgsql connection string.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var postgres = await server.Value;
        return postgres.ConnectionString(await postgres.CreateSupabaseDatabaseAsync());
    }

    /// <summary>The server itself, for what the two helpers do not cover.</summary>
    internal Task<PostgresServer> ServerAsync() => server.Value;

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated)
        {
            NpgsqlConnection.ClearAllPools();
            await (await server.Value).DisposeAsync();
        }
    }
}
