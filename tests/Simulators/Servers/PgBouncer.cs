using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Simulators.Servers;

/// <summary>How a private pgbouncer shall be.</summary>
internal sealed record PgBouncerOptions
{
    /// <summary>transaction, session or statement.</summary>
    public string Mode { get; init; } = "transaction";

    /// <summary>Connections to a database for one user.</summary>
    public int PoolSize { get; init; } = 2;

    /// <summary>More clients than these are refused.</summary>
    public int MostClients { get; init; } = 100;

    /// <summary>Who waits longer for a connection of the pool is thrown out.</summary>
    public int QueryWaitSeconds { get; init; } = 30;
}

/// <summary>A private pgbouncer as it comes before a Postgres of this machine, with all its databases; nothing of it remains after disposal.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("workers-pgbouncer-").FullName;
    private readonly PgBouncerOptions _options;
    private readonly Uri _upstream;
    private ServerProcess? _process;
    private int _port;

    private PgBouncer(Uri upstream, PgBouncerOptions options) => (_upstream, _options) = (upstream, options);

    /// <param name="upstream">The address of a database of this machine, with its user and password.</param>
    /// <param name="options">How it shall be; null is a small pool in transaction mode.</param>
    public static async Task<PgBouncer> StartAsync(string upstream, PgBouncerOptions? options = null)
    {
        var pooler = new PgBouncer(new Uri(upstream), options ?? new());
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            pooler._port = Loopback.FreePort();
            if (await pooler.TryStartAsync().ConfigureAwait(false))
            {
                return pooler;
            }
        }

        var log = File.Exists(pooler.LogFile) ? await File.ReadAllTextAsync(pooler.LogFile).ConfigureAwait(false) : "";
        await pooler.DisposeAsync().ConfigureAwait(false);
        throw new InvalidOperationException("pgbouncer did not start: " + log);
    }

    /// <summary>The way through it to a database whose own address is given; the port says nothing of what it is.</summary>
    public string Url(string database) => new UriBuilder(database) { Port = _port }.Uri.AbsoluteUri;

    public async ValueTask DisposeAsync()
    {
        if (_process is { } running)
        {
            _process = null;
            await running.StopAsync("TERM").ConfigureAwait(false);
            await running.DisposeAsync().ConfigureAwait(false);
        }

        Directory.Delete(_folder, recursive: true);
    }

    private string LogFile => Path.Combine(_folder, "pgbouncer.log");

    private async Task<bool> TryStartAsync()
    {
        var user = _upstream.UserInfo.Split(':').Select(Uri.UnescapeDataString).ToArray();
        var configuration = Path.Combine(_folder, "pgbouncer.ini");
        await File.WriteAllTextAsync(configuration, Configuration()).ConfigureAwait(false);
        await File.WriteAllTextAsync(UsersFile, $"\"{user[0]}\" \"{user[1]}\"\n").ConfigureAwait(false);
        await UnprivilegedUser.OwnAsync(_folder).ConfigureAwait(false);
        var process = await ServerProcess.StartAsync(
            _folder, "QUIT", LogFile, [.. UnprivilegedUser.Prefix, Tools.Find("pgbouncer"), "-q", configuration]).ConfigureAwait(false);
        _process = process;
        return await Loopback.WaitAsync(ConnectsAsync, () => process.HasExited, ReadyWithin).ConfigureAwait(false);
    }

    private async Task<bool> ConnectsAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _port).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string UsersFile => Path.Combine(_folder, "users.txt");

    // Every test has a database of its own: what one of them used is soon given back to the server, which has no room for all of them.
    private string Configuration() => string.Create(CultureInfo.InvariantCulture,
        $"""
        [databases]
        * = host=127.0.0.1 port={_upstream.Port}
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = {_port}
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = {UsersFile}
        pool_mode = {_options.Mode}
        default_pool_size = {_options.PoolSize}
        max_client_conn = {_options.MostClients}
        query_wait_timeout = {_options.QueryWaitSeconds}
        server_idle_timeout = 5
        """);
}
