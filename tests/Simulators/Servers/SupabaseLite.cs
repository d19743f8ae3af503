using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Simulators.Servers;

/// <summary>
/// Supabase's own small server (npm @supabase/lite) over a Postgres of ours: a PostgREST that nobody here wrote.
/// It needs Node 20 and the packages that scripts/test.sh puts into artifacts/node.
/// </summary>
internal sealed class SupabaseLite : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private ServerProcess? _process;

    private SupabaseLite(string folder) => _folder = folder;

    /// <summary>What *_SUPABASE_URL is set to.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>What *_SUPABASE_SERVICE_KEY is set to.</summary>
    public string ServiceKey => "sb_secret_simulated0simulated0simulated0";

    /// <summary>Starts it over a database.</summary>
    /// <param name="packages">The folder that holds node_modules.</param>
    /// <param name="databaseUrl">The address in the form of *_SUPABASE_DB_URL.</param>
    /// <exception cref="FileNotFoundException">Node or the packages are missing; the message names the remedy.</exception>
    public static async Task<SupabaseLite> StartAsync(string packages, string databaseUrl)
    {
        var program = Path.Combine(packages, "node_modules", "@supabase", "lite", "dist", "cli", "index.js");
        if (!File.Exists(program))
        {
            throw new FileNotFoundException($"{program} is missing. Run scripts/test.sh, which installs it where Node 20 or newer is.", program);
        }

        var lite = new SupabaseLite(Directory.CreateTempSubdirectory("workers-lite-").FullName);
        try
        {
            await lite.StartOnFreePortAsync(program, databaseUrl);
            return lite;
        }
        catch
        {
            await lite.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private string Log => Path.Combine(_folder, "lite.log");

    private async Task StartOnFreePortAsync(string program, string databaseUrl)
    {
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var port = Loopback.FreePort();
            await WriteConfigurationAsync(port, databaseUrl);
            _process = await ServerProcess.StartAsync(_folder, "KILL", Log,
            [
                "env", "--chdir=" + _folder, "LITE_TELEMETRY=0", "DO_NOT_TRACK=1",
                Tools.Find("node"), program, "start", "--no-admin", "--config", Path.Combine(_folder, "supabase", "config.toml"),
            ]);
            if (await Loopback.WaitAsync(() => ListensAsync(port), () => _process.HasExited, ReadyWithin))
            {
                Url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
                return;
            }

            await _process.DisposeAsync();
        }

        throw new InvalidOperationException("@supabase/lite did not start: " + await File.ReadAllTextAsync(Log));
    }

    private Task WriteConfigurationAsync(int port, string databaseUrl)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "supabase"));
        return File.WriteAllTextAsync(
            Path.Combine(_folder, "supabase", "config.toml"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                [api]
                port = {port}

                [db]
                driver = "postgres"
                url = "{databaseUrl}"

                [auth]
                enabled = true
                jwt_secret = "simulated-secret-of-more-than-32-characters"
                publishable_key = "sb_publishable_simulated0simulated0"
                secret_key = "{ServiceKey}"

                """));
    }

    private static async Task<bool> ListensAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
