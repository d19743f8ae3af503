using System.Globalization;
using System.Security.Cryptography;

namespace Simulators.Servers;

/// <summary>How a private Postgres shall be.</summary>
internal sealed record PostgresServerOptions
{
    /// <summary>True makes a commit wait for the disk, as production does; false is much faster and safe against kill -9 of the server.</summary>
    public bool Fsync { get; init; }

    /// <summary>Lines for postgresql.conf, such as "deadlock_timeout = 100ms".</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Certificate and key in PEM form, to speak TLS with; null speaks none.</summary>
    public (string Certificate, string Key)? Tls { get; init; }
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
    public string Password { get; private init; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

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

    /// <summary>Starts a streaming replica of a server that runs: it has all of that one's data and its settings, and answers reads only.</summary>
    public static async Task<PostgresServer> FollowAsync(PostgresServer primary)
    {
        var cluster = new PostgresCluster(Directory.CreateTempSubdirectory("workers-postgres-").FullName);
        var link = string.Create(CultureInfo.InvariantCulture, $"primary_conninfo = 'host=127.0.0.1 port={primary.Port} user=postgres password={primary.Password}'");
        var server = new PostgresServer(primary.options with { Settings = [.. primary.options.Settings, link, "wal_retrieve_retry_interval = 200ms"] }, cluster) { Password = primary.Password };
        try
        {
            await cluster.CopyAsync(primary.Port, primary.Password).ConfigureAwait(false);
            await server.StartOnFreePortAsync().ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A replica hears no more of its primary: what is committed there from now on is lost at a failover.</summary>
    public async Task StopFollowingAsync()
    {
        await Databases.ExecuteAsync("postgres", "alter system set primary_conninfo = ''").ConfigureAwait(false);
        await Databases.ExecuteAsync("postgres", "select pg_reload_conf()").ConfigureAwait(false);
        await Databases.ExecuteAsync("postgres", "do $$ begin while exists (select from pg_stat_wal_receiver) loop perform pg_sleep(0.02); end loop; end $$").ConfigureAwait(false);
    }

    /// <summary>Makes a replica the primary, as a failover does.</summary>
    public Task PromoteAsync() => Databases.ExecuteAsync("postgres", "select pg_promote(true, 60)");

    /// <summary>Its databases, once it runs.</summary>
    public PostgresDatabases Databases { get; private set; } = null!;

    /// <summary>The Npgsql connection string of a database, as superuser.</summary>
    public string ConnectionString(string database = "postgres") => Databases.ConnectionString(database);

    /// <summary>The address of a database in the form of *_SUPABASE_DB_URL.</summary>
    public string Url(string database = "postgres") => Databases.Url(database);

    /// <summary>Creates an empty database (or a copy of <paramref name="template"/>) and returns its name.</summary>
    public Task<string> CreateDatabaseAsync(string? template = null) => Databases.CreateAsync(template);

    /// <summary>Creates a database with the roles anon, authenticated and service_role, and with the rights that Supabase gives them.</summary>
    public Task<string> CreateSupabaseDatabaseAsync() => Databases.CreateSupabaseAsync();

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
        await Databases.ExecuteAsync("postgres", "alter system set default_transaction_read_only = " + (readOnly ? "on" : "off")).ConfigureAwait(false);
        await Databases.ExecuteAsync("postgres", "select pg_reload_conf()").ConfigureAwait(false);
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
            Databases = new PostgresDatabases(Port, Password);
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
}
