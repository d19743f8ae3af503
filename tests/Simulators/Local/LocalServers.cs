using System.Globalization;
using System.Security.Cryptography;
using Npgsql;
using Simulators.Servers;

namespace Simulators.Local;

/// <summary>A Redis and a Postgres that keep their data in one folder, for running the daemon without installing servers.</summary>
internal sealed class LocalServers(string folder)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly string redisFolder = Path.Combine(folder, "redis");
    private readonly PostgresCluster cluster = new(Path.Combine(folder, "postgres"));

    /// <summary>What was last started here; null when nothing ever was.</summary>
    public LocalState? State => LocalState.Read(StateFile);

    /// <summary>Where PDFs go.</summary>
    public string Documents => Path.Combine(folder, "documents");

    /// <summary>True when the recorded process is this folder's Redis.</summary>
    public bool RedisRuns => State is { } state && DetachedProcess.Runs(state.RedisId, redisFolder);

    /// <summary>True when the recorded process is this folder's Postgres.</summary>
    public bool PostgresRuns => State is { } state && DetachedProcess.Runs(state.PostgresId, cluster.Data);

    /// <summary>The address in the form of REDIS_URL.</summary>
    public string RedisUrl => string.Create(CultureInfo.InvariantCulture, $"redis://:{State!.Password}@127.0.0.1:{State.RedisPort}");

    /// <summary>The address in the form of *_SUPABASE_DB_URL.</summary>
    public string DatabaseUrl => string.Create(CultureInfo.InvariantCulture, $"postgresql://postgres:{State!.Password}@127.0.0.1:{State.PostgresPort}/workers");

    /// <summary>Starts what does not run; what runs stays untouched.</summary>
    public async Task StartAsync()
    {
        Directory.CreateDirectory(redisFolder);
        Directory.CreateDirectory(cluster.Folder);
        Directory.CreateDirectory(Documents);
        var state = State ?? new LocalState(RandomNumberGenerator.GetHexString(24, lowercase: true), 0, 0, 0, 0);
        state.Write(StateFile);
        if (!RedisRuns)
        {
            await StartRedisAsync(state).ConfigureAwait(false);
        }

        if (!PostgresRuns)
        {
            await StartPostgresAsync(State!).ConfigureAwait(false);
        }

        await PrepareDatabaseAsync(State!).ConfigureAwait(false);
    }

    /// <summary>Stops what runs, in order, and keeps the data.</summary>
    public async Task StopAsync()
    {
        if (RedisRuns)
        {
            await DetachedProcess.StopAsync(State!.RedisId, "TERM", Bound).ConfigureAwait(false);
        }

        if (PostgresRuns)
        {
            await DetachedProcess.StopAsync(State!.PostgresId, "INT", Bound).ConfigureAwait(false);
        }
    }

    private string StateFile => Path.Combine(folder, "state.json");

    private async Task StartRedisAsync(LocalState state)
    {
        var options = new RedisServerOptions { Password = state.Password, Persistent = true };
        var configuration = Path.Combine(redisFolder, "redis.conf");
        var log = Path.Combine(redisFolder, "redis.log");
        foreach (var port in PortsToTry(state.RedisPort))
        {
            await RedisConfiguration.WriteAsync(configuration, port, redisFolder, options).ConfigureAwait(false);
            var id = await DetachedProcess.StartAsync(log, [Tools.Find("redis-server"), configuration]).ConfigureAwait(false);
            if (await Loopback.WaitAsync(() => RedisConfiguration.AnswersAsync(port, state.Password, id), () => ProcessTable.HasExited(id), Bound).ConfigureAwait(false))
            {
                (state with { RedisPort = port, RedisId = id }).Write(StateFile);
                return;
            }
        }

        throw new InvalidOperationException($"redis-server did not start; see {log}");
    }

    private async Task StartPostgresAsync(LocalState state)
    {
        await cluster.InitialiseAsync(state.Password).ConfigureAwait(false);
        foreach (var port in PortsToTry(state.PostgresPort))
        {
            await cluster.ConfigureAsync(port, new PostgresServerOptions { Fsync = true }).ConfigureAwait(false);
            var id = await DetachedProcess.StartAsync(cluster.LogFile, cluster.Command).ConfigureAwait(false);
            if (await Loopback.WaitAsync(() => Task.FromResult(cluster.IsReady(id)), () => ProcessTable.HasExited(id), Bound).ConfigureAwait(false))
            {
                (state with { PostgresPort = port, PostgresId = id }).Write(StateFile);
                return;
            }
        }

        throw new InvalidOperationException($"postgres did not start; see {cluster.LogFile}");
    }

    private async Task PrepareDatabaseAsync(LocalState state)
    {
        var server = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = state.PostgresPort,
            Username = "postgres",
            Password = state.Password,
            Pooling = false,
        };
        if (await ExecuteAsync(server, "select 1 from pg_database where datname = 'workers'").ConfigureAwait(false) is null)
        {
            await ExecuteAsync(server, "create database workers").ConfigureAwait(false);
        }

        server.Database = "workers";
        await ExecuteAsync(server, EmbeddedFile.Read("Servers/supabase-roles.sql")).ConfigureAwait(false);
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnectionStringBuilder server, string sql)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync().ConfigureAwait(false);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync().ConfigureAwait(false);
    }

    /// <summary>The port of last time first, so that a written .env stays right.</summary>
    private static IEnumerable<int> PortsToTry(int last)
    {
        if (last > 0)
        {
            yield return last;
        }

        for (var attempt = 0; attempt < 5; attempt++)
        {
            yield return Loopback.FreePort();
        }
    }
}
