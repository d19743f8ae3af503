using System.Globalization;
using Simulators.Servers;

namespace Simulators.Local;

/// <summary>The command behind scripts/local.sh: start, stop or status of the servers in one folder.</summary>
internal static class LocalCommand
{
    public static async Task<int> RunAsync(string verb, string folder)
    {
        var servers = new LocalServers(ReachableFolder(Path.GetFullPath(folder)));
        switch (verb)
        {
            case "start":
                await servers.StartAsync().ConfigureAwait(false);
                PrintSettings(servers);
                return 0;
            case "stop":
                await servers.StopAsync().ConfigureAwait(false);
                return PrintStatus(servers) ? 1 : 0;
            case "status":
                return PrintStatus(servers) ? 0 : 1;
            default:
                await Console.Error.WriteLineAsync("Usage: scripts/local.sh start | stop | status").ConfigureAwait(false);
                return 2;
        }
    }

    /// <summary>Postgres refuses to be root, and its user may be kept out of root's home: the data lies elsewhere then.</summary>
    private static string ReachableFolder(string folder)
    {
        if (!Tools.IsRoot)
        {
            return folder;
        }

        for (var parent = Path.GetDirectoryName(folder); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            if (Directory.Exists(parent) && !File.GetUnixFileMode(parent).HasFlag(UnixFileMode.OtherExecute))
            {
                return "/var/lib/workers-local";
            }
        }

        return folder;
    }

    private static void PrintSettings(LocalServers servers) => Console.WriteLine(
        $"""
        # Private servers for one machine. Add GEMINI_API_KEY and REGISTRE_ACCOUNTS, save as .env, then:
        #   dotnet run --project Workers -- migrate
        #   dotnet run --project Workers
        REDIS_URL={servers.RedisUrl}
        DEV_SUPABASE_DB_URL={servers.DatabaseUrl}
        DEV_DOCUMENTS_PATH={servers.Documents}
        """);

    private static bool PrintStatus(LocalServers servers)
    {
        var state = servers.State;
        PrintServer("redis-server", servers.RedisRuns, state?.RedisPort, state?.RedisId);
        PrintServer("postgres", servers.PostgresRuns, state?.PostgresPort, state?.PostgresId);
        return servers.RedisRuns || servers.PostgresRuns;
    }

    private static void PrintServer(string name, bool runs, int? port, int? id) => Console.WriteLine(runs
        ? string.Create(CultureInfo.InvariantCulture, $"{name} runs on 127.0.0.1:{port} (process {id})")
        : $"{name} does not run");
}
