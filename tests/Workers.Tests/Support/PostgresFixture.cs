using Npgsql;
using Simulators.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(Workers.Support.PostgresFixture))]

namespace Workers.Support;

/// <summary>
/// One private Postgres for the whole run, started by the first test that asks, where <see cref="TestServers"/> says. Each test class
/// takes a database of its own.
/// A test that stops or pauses Postgres starts its own <see cref="PostgresServer"/> instead.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly Lazy<Task<SharedServer<PostgresDatabases>>> server = new(TestServers.StartPostgresAsync);

    /// <summary>Creates an empty database with Supabase's roles and returns its address in the form of *_SUPABASE_DB_URL.</summary>
    public async Task<string> NewDatabaseUrlAsync()
    {
        var databases = (await server.Value).Address;
        return databases.Url(await databases.CreateSupabaseAsync());
    }

    /// <summary>Creates an empty database with Supabase's roles and returns its Npgsql connection string.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var databases = (await server.Value).Address;
        return databases.ConnectionString(await databases.CreateSupabaseAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated)
        {
            NpgsqlConnection.ClearAllPools();
            await (await server.Value).DisposeAsync();
        }
    }
}
