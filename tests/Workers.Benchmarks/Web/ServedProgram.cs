using System.Globalization;
using System.Net.Http.Headers;
using Simulators.Demo;
using Simulators.Servers;
using Workers.Benchmarks.Daemon;
using Workers.Benchmarks.Queue;

namespace Workers.Benchmarks.Web;

/// <summary>The built program's <c>serve</c> over one environment, and somebody who asks it with a key.</summary>
internal sealed class ServedProgram : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("workers-benchmark-").FullName;
    private readonly DemoDaemon _program;

    private ServedProgram(Uri address, string key)
    {
        _program = new(DaemonFixture.Program, _folder, "serve") { Arguments = ["serve"] };
        Client = new() { BaseAddress = address };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public HttpClient Client { get; }

    public double ResidentMebibytes => DaemonBenchmark.Mebibytes(_program.ProcessId, "Rss:");

    public static async Task<ServedProgram> StartAsync(string redis, string database, string key)
    {
        var port = Loopback.FreePort().ToString(CultureInfo.InvariantCulture);
        var served = new ServedProgram(new($"http://127.0.0.1:{port}"), key);
        await served._program.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["REDIS_URL"] = redis,
            ["DEV_SUPABASE_DB_URL"] = database,
            ["DEV_DOCUMENTS_PATH"] = Path.Combine(served._folder, "documents"),
            ["WORKERS_DATA_PATH"] = Path.Combine(served._folder, "data"),
            ["WEB_LISTEN"] = port,
        });
        await QueueBenchmark.UntilAsync(served.AnswersAsync);
        return served;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _program.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri("/v1/me", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
