using Npgsql;
using Simulators.Servers;
using Workers.Database.Migrations;
using Workers.Database.Postgres;
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
    private readonly Lazy<Task<SharedServer<PostgresDatabases>>> server;
    private readonly Lazy<Task<string>> migrated;

    public PostgresFixture() => (server, migrated) = (new(TestServers.StartPostgresAsync), new(MigrateAsync));

    /// <summary>Creates an empty database with Supabase's roles and returns its address in the form of *_SUPABASE_DB_URL.</summary>
    public async Task<string> NewDatabaseUrlAsync()
    {
        var databases = (await server.Value).Address;
        return databases.Url(await databases.CreateSupabaseAsync());
    }

    /// <summary>Creates a database with our schema, as a copy of one that <see cref="Migrator"/> made, and returns its address in the form of *_SUPABASE_DB_URL.</summary>
    public async Task<string> NewMigratedDatabaseUrlAsync()
    {
        var databases = (await server.Value).Address;
        return databases.Url(await databases.CreateAsync(template: await migrated.Value));
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

    private async Task<string> MigrateAsync()
    {
        var databases = (await server.Value).Address;
        var name = await databases.CreateSupabaseAsync();
        await Migrator.ApplyAsync(PostgresAddress.Read(databases.Url(name)).Address!, CancellationToken.None);
        return name;
    }
}
