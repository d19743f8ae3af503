using System.Globalization;

namespace Simulators.Servers;

/// <summary>The files of one private Postgres cluster, and the user that may touch them.</summary>
internal sealed class PostgresCluster(string folder)
{
    /// <summary>What holds everything: data, log, password file.</summary>
    public string Folder => folder;

    /// <summary>The cluster's own folder, in which the server works.</summary>
    public string Data { get; } = Path.Combine(folder, "data");

    /// <summary>Where the server writes what it says.</summary>
    public string LogFile => Path.Combine(folder, "postgres.log");

    /// <summary>What the server said.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    /// <summary>The server's command.</summary>
    public IReadOnlyList<string> Command => [.. UnprivilegedUser.Prefix, Tools.FindPostgres("postgres"), "-D", Data];

    /// <summary>Creates the cluster with the superuser "postgres", unless it exists.</summary>
    public async Task InitialiseAsync(string password)
    {
        if (File.Exists(Path.Combine(Data, "PG_VERSION")))
        {
            return;
        }

        var initdb = Tools.FindPostgres("initdb");
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, password + "\n").ConfigureAwait(false);
        File.SetUnixFileMode(passwordFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await UnprivilegedUser.OwnAsync(folder).ConfigureAwait(false);

        await Tools.RunAsync(
            [.. UnprivilegedUser.Prefix, initdb, "-D", Data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile=" + passwordFile,
                "--locale=C.UTF-8", "-E", "UTF8", "--no-sync", "--no-instructions"]).ConfigureAwait(false);
        File.Delete(passwordFile);
    }

    /// <summary>Creates the cluster as a copy of another that runs, to follow it from then on.</summary>
    public async Task CopyAsync(int port, string password)
    {
        await UnprivilegedUser.OwnAsync(folder).ConfigureAwait(false);

        await Tools.RunAsync(
            [.. UnprivilegedUser.Prefix, "env", "PGPASSWORD=" + password, Tools.FindPostgres("pg_basebackup"), "-D", Data, "-h", "127.0.0.1",
                "-p", port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", "-X", "stream", "--checkpoint=fast", "--no-sync"]).ConfigureAwait(false);
        await WriteForServerAsync("standby.signal", "").ConfigureAwait(false);
    }

    /// <summary>Writes what this start needs; later lines of the file win over initdb's.</summary>
    public async Task ConfigureAsync(int port, PostgresServerOptions options)
    {
        if (options.Tls is { } tls)
        {
            await WriteForServerAsync("server.crt", tls.Certificate).ConfigureAwait(false);
            await WriteForServerAsync("server.key", tls.Key).ConfigureAwait(false);
        }

        await File.WriteAllLinesAsync(Path.Combine(Data, "postgresql.auto.conf"), Lines(port, options)).ConfigureAwait(false);
    }

    private static IEnumerable<string> Lines(int port, PostgresServerOptions options) =>
        [
            "listen_addresses = '127.0.0.1'",
            string.Create(CultureInfo.InvariantCulture, $"port = {port}"),
            "unix_socket_directories = ''",
            "max_connections = 300",
            // It would go through the databases of all tests, one after the other: with a thousand of them that was a third of the machine.
            "autovacuum = off",
            "dynamic_shared_memory_type = mmap",
            "timezone = 'UTC'",
            "log_timezone = 'UTC'",
            .. options.Fsync ? Array.Empty<string>() : ["fsync = off", "full_page_writes = off"],
            .. options.Tls is null ? Array.Empty<string>() : ["ssl = on"],
            .. options.Settings,
        ];

    /// <summary>A file in the cluster that only the server may read.</summary>
    private async Task WriteForServerAsync(string name, string text)
    {
        var file = Path.Combine(Data, name);
        await File.WriteAllTextAsync(file, text).ConfigureAwait(false);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await UnprivilegedUser.OwnAsync(file).ConfigureAwait(false);
    }

    /// <summary>True when the postmaster <paramref name="id"/> says in its own file that it takes connections.</summary>
    public bool IsReady(int id)
    {
        try
        {
            var lines = File.ReadAllLines(PostmasterFile);
            return lines.Length > 7
                && lines[0].Trim() == id.ToString(CultureInfo.InvariantCulture)
                && lines[7].Trim() is "ready" or "standby";
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Deletes the folder, and the shared memory that a killed postmaster left.</summary>
    public async Task DeleteAsync()
    {
        if (File.Exists(PostmasterFile) && File.ReadAllLines(PostmasterFile) is { Length: > 6 } lines)
        {
            var segment = lines[6].Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1];
            await Tools.RunAsync("sh", "-c", $"ipcrm -m {segment} 2>/dev/null || true").ConfigureAwait(false);
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string PostmasterFile => Path.Combine(Data, "postmaster.pid");
}
