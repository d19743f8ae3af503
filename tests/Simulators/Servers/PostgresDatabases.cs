using System.Globalization;
using Npgsql;

namespace Simulators.Servers;

/// <summary>The databases of a Postgres that listens on this machine, wherever it runs, as its superuser "postgres" reaches them.</summary>
internal sealed class PostgresDatabases(int port, string password)
{
    private int databases;

    /// <summary>The Npgsql connection string of a database.</summary>
    public string ConnectionString(string database = "postgres") => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = "postgres",
        Password = password,
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        IncludeErrorDetail = true,
    }.ConnectionString;

    /// <summary>The address of a database in the form of *_SUPABASE_DB_URL.</summary>
    public string Url(string database = "postgres") =>
        string.Create(CultureInfo.InvariantCulture, $"postgresql://postgres:{password}@127.0.0.1:{port}/{database}");

    /// <summary>Creates an empty database (or a copy of <paramref name="template"/>) and returns its name.</summary>
    public async Task<string> CreateAsync(string? template = null)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"db{Interlocked.Increment(ref databases)}");
        await ExecuteAsync("postgres", $"create database {name} template {template ?? "template0"}").ConfigureAwait(false);
        return name;
    }

    /// <summary>Creates a database with the roles anon, authenticated and service_role, and with the rights that Supabase gives them.</summary>
    public async Task<string> CreateSupabaseAsync()
    {
        var name = await CreateAsync().ConfigureAwait(false);
        await ExecuteAsync(name, EmbeddedFile.Read("Servers/supabase-roles.sql")).ConfigureAwait(false);
        return name;
    }

    /// <summary>Runs one command on a connection of its own.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync().ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    /// <summary>The first text that a question answers, on a connection of its own.</summary>
    public async Task<string> ReadTextAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync().ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync().ConfigureAwait(false))!;
    }
}
