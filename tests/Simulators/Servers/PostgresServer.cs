using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace Simulators.Servers;

/// <summary>How a private Postgres shall be.</summary>
internal sealed record PostgresServerOptions
{
    /// <summary>True makes a commit wait for the disk, as production does; false is much faster and safe against kill -9 of the server.</summary>
    public bool Fsync { get; init; }

    /// <summary>Lines for postgresql.conf, such as "deadlock_timeout = 100ms".</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}

/// <summary>
/// A private Postgres cluster on a free loopback port, with its own folder and password; nothing of it remains after disposal.
/// As root it runs as an unprivileged user.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);

    private readonly PostgresServerOptions options;
    private readonly PostgresCluster cluster;
    private ServerProcess? process;
    private int databases;

    private PostgresServer(PostgresServerOptions options, PostgresCluster cluster)
    {
        this.options = options;
        this.cluster = cluster;
    }

    /// <summary>The loopback port; it stays the same over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>The postmaster's process id.</summary>
    public int ProcessId => process?.Id ?? 0;

    /// <summary>The password of the superuser "postgres".</summary>
    public string Password { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>Starts a cluster and waits until it takes connections.</summary>
    public static async Task<PostgresServer> StartAsync(PostgresServerOptions? options = null)
    {
        var cluster = new PostgresCluster(Directory.CreateTempSubdirectory("workers-postgres-").FullName);
        var server = new PostgresServer(options ?? new PostgresServerOptions(), cluster);
        try
        {
            await cluster.InitialiseAsync(server.Password).ConfigureAwait(false);
            await server.StartOnFreePortAsync().ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The Npgsql connection string of a database, as superuser.</summary>
    public string ConnectionString(string database = "postgres") => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = "postgres",
        Password = Password,
        Database = database,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        IncludeErrorDetail = true,
    }.ConnectionString;

    /// <summary>The address of a database in the form of *_SUPABASE_DB_URL.</summary>
    public string Url(string database = "postgres") =>
        string.Create(CultureInfo.InvariantCulture, $"postgresql://postgres:{Password}@127.0.0.1:{Port}/{database}");

    /// <summary>Creates an empty database (or a copy of <paramref name="template"/>) and returns its name.</summary>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"db{Interlocked.Increment(ref databases)}");
        await ExecuteAsync("postgres", $"create database {name} template {template ?? "template0"}").ConfigureAwait(false);
        return name;
    }

    /// <summary>Creates a database with the roles anon, authenticated and service_role, and with the rights that Supabase gives them.</summary>
    public async Task<string> CreateSupabaseDatabaseAsync()
    {
        var name = await CreateDatabaseAsync().ConfigureAwait(false);
        await ExecuteAsync(name, EmbeddedFile.Read("Servers/supabase-roles.sql")).ConfigureAwait(false);
        return name;
    }

    /// <summary>Ends the postmaster as kill -9 does; its backends end by themselves, and are waited for.</summary>
    public Task KillAsync() => StopAsync("KILL");

    /// <summary>Ends the server at once, open connections included, then starts it again on the same port with its data.</summary>
    /// <param name="signal">INT ends it in order (fast), QUIT without a checkpoint (immediate).</param>
    public async Task RestartAsync(string signal = "INT")
    {
        await StopAsync(signal).ConfigureAwait(false);
        if (!await TryStartAsync().ConfigureAwait(false))
        {
            throw new InvalidOperationException($"postgres did not start again on port {Port}: {cluster.Log}");
        }
    }

    /// <summary>Makes every transaction of every session read-only unless it asks otherwise.</summary>
    public async Task SetReadOnlyAsync(bool readOnly)
    {
        await ExecuteAsync("postgres", "alter system set default_transaction_read_only = " + (readOnly ? "on" : "off")).ConfigureAwait(false);
        await ExecuteAsync("postgres", "select pg_reload_conf()").ConfigureAwait(false);
    }

    /// <summary>Stops every process of the server without closing connections, as a stalled machine does.</summary>
    public void Pause()
    {
        ProcessTable.Signal("STOP", ProcessId);
        ProcessTable.Signal("STOP", ProcessTable.ChildrenOf(ProcessId));
    }

    /// <summary>Lets a paused server continue.</summary>
    public void Continue() => ProcessTable.Signal("CONT", [.. ProcessTable.ChildrenOf(ProcessId), ProcessId]);

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            Continue();
            await StopAsync("QUIT").ConfigureAwait(false);
        }

        await cluster.DeleteAsync().ConfigureAwait(false);
    }

    private async Task StartOnFreePortAsync()
    {
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            Port = Loopback.FreePort();
            if (await TryStartAsync().ConfigureAwait(false))
            {
                return;
            }
        }

        throw new InvalidOperationException("postgres did not start: " + cluster.Log);
    }

    private async Task<bool> TryStartAsync()
    {
        await cluster.ConfigureAsync(Port, options).ConfigureAwait(false);
        process = await ServerProcess.StartAsync(cluster.Folder, "QUIT", cluster.LogFile, cluster.Command).ConfigureAwait(false);
        var id = process.Id;
        if (await Loopback.WaitAsync(() => Task.FromResult(cluster.IsReady(id)), () => process.HasExited, ReadyWithin).ConfigureAwait(false))
        {
            return true;
        }

        await StopAsync("KILL").ConfigureAwait(false);
        return false;
    }

    private async Task StopAsync(string signal)
    {
        if (process is { } running)
        {
            process = null;
            await running.StopAsync(signal).ConfigureAwait(false);
            await running.DisposeAsync().ConfigureAwait(false);
            // Backends that outlive a killed postmaster hold its shared memory: no other may start before they are gone.
            await Loopback.WaitAsync(() => Task.FromResult(ProcessTable.WorkingIn(cluster.Data).Count == 0), () => false, ReadyWithin).ConfigureAwait(false);
        }
    }

    private async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync().ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }
}
