using System.Globalization;

namespace Simulators.Servers;

/// <summary>How a private Redis shall be.</summary>
internal sealed record RedisServerOptions
{
    /// <summary>Asked of every client; null means none.</summary>
    public string? Password { get; init; }

    /// <summary>True keeps every write in an append-only file, synced once a second.</summary>
    public bool Persistent { get; init; }

    /// <summary>True makes it a cluster of one server, which holds all slots.</summary>
    public bool Cluster { get; init; }
}

/// <summary>A private redis-server on a free loopback port, with its own folder; nothing of it remains after disposal.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);

    private readonly RedisServerOptions options;
    private readonly string folder;
    private ServerProcess? process;

    private RedisServer(RedisServerOptions options, string folder)
    {
        this.options = options;
        this.folder = folder;
    }

    /// <summary>The loopback port; it stays the same over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>The server's process id.</summary>
    public int ProcessId => process?.Id ?? 0;

    /// <summary>The password, or empty.</summary>
    public string Password => options.Password ?? "";

    /// <summary>Host and port as clients write it.</summary>
    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>The address in the form of REDIS_URL.</summary>
    public string Url => options.Password is { } password ? $"redis://:{Uri.EscapeDataString(password)}@{Endpoint}" : $"redis://{Endpoint}";

    /// <summary>Starts a server and waits until it answers.</summary>
    public static async Task<RedisServer> StartAsync(RedisServerOptions? options = null)
    {
        var server = new RedisServer(options ?? new RedisServerOptions(), Directory.CreateTempSubdirectory("workers-redis-").FullName);
        try
        {
            await server.StartOnFreePortAsync().ConfigureAwait(false);
            if (server.options.Cluster)
            {
                await server.TakeSlotsAsync().ConfigureAwait(false);
            }

            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Ends the server as kill -9 does; the port stays reserved for <see cref="RestartAsync"/>.</summary>
    public Task KillAsync() => StopAsync("KILL");

    /// <summary>Ends the server in order, then starts it again on the same port. Without persistence its data is gone.</summary>
    public async Task RestartAsync()
    {
        await StopAsync("TERM").ConfigureAwait(false);
        if (!await TryStartAsync().ConfigureAwait(false))
        {
            throw new InvalidOperationException($"redis-server did not start again on port {Port}: {Log}");
        }
    }

    /// <summary>Ends the server as kill -9 does, then starts it again on the same port without its data.</summary>
    public async Task RestartEmptyAsync()
    {
        await KillAsync().ConfigureAwait(false);
        var log = Path.Combine(folder, "appendonlydir");
        if (Directory.Exists(log))
        {
            Directory.Delete(log, recursive: true);
        }

        await RestartAsync().ConfigureAwait(false);
    }

    /// <summary>Makes it a replica of a master that is not there, as a failover does that went wrong: reads only, its data kept.</summary>
    public Task SetReadOnlyAsync(bool readOnly) => readOnly
        ? RedisText.CommandAsync(Port, "REPLICAOF", "127.0.0.1", Loopback.FreePort().ToString(CultureInfo.InvariantCulture))
        : RedisText.CommandAsync(Port, "REPLICAOF", "NO", "ONE");

    /// <summary>Makes it a replica of a server that is there: it takes that one's data and refuses writes.</summary>
    public Task FollowAsync(RedisServer primary) =>
        RedisText.CommandAsync(Port, "REPLICAOF", "127.0.0.1", primary.Port.ToString(CultureInfo.InvariantCulture));

    /// <summary>Allows it less memory than it uses, without eviction: every write is refused.</summary>
    public Task SetFullAsync(bool full) => RedisText.CommandAsync(Port, "CONFIG", "SET", "maxmemory", full ? "1mb" : "0");

    /// <summary>Stops the process without closing its connections, as a stalled machine does.</summary>
    public void Pause() => ProcessTable.Signal("STOP", ProcessId);

    /// <summary>Lets a paused server continue.</summary>
    public void Continue() => ProcessTable.Signal("CONT", ProcessId);

    public async ValueTask DisposeAsync()
    {
        await StopAsync("KILL").ConfigureAwait(false);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => Path.Combine(folder, "redis.log");

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

        throw new InvalidOperationException("redis-server did not start: " + Log);
    }

    private async Task TakeSlotsAsync()
    {
        await RedisText.CommandAsync(Port, "CLUSTER", "ADDSLOTSRANGE", "0", "16383").ConfigureAwait(false);
        if (!await Loopback.WaitAsync(async () => await RedisText.EvaluateAsync(Port, "return redis.call('CLUSTER', 'INFO')").ConfigureAwait(false) is "cluster_state:ok", () => false, ReadyWithin).ConfigureAwait(false))
        {
            throw new InvalidOperationException("The cluster of one Redis did not become ready: " + Log);
        }
    }

    private async Task<bool> TryStartAsync()
    {
        var configuration = Path.Combine(folder, "redis.conf");
        await RedisConfiguration.WriteAsync(configuration, Port, folder, options).ConfigureAwait(false);
        process = await ServerProcess.StartAsync(folder, "KILL", LogFile, [Tools.Find("redis-server"), configuration]).ConfigureAwait(false);
        var id = process.Id;
        if (await Loopback.WaitAsync(() => RedisConfiguration.AnswersAsync(Port, options.Password, id), () => process.HasExited, ReadyWithin).ConfigureAwait(false))
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
        }
    }
}
