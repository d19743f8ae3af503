using System.Globalization;
using Workers.Benchmarks.Queue;

namespace Workers.Benchmarks.Daemon;

/// <summary>The built daemon with nothing to do: its memory without a browser, and how soon after its start it claims.</summary>
internal static class DaemonBenchmark
{
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(45);

    public static async Task RunAsync(Report report, BenchmarkOptions options)
    {
        await using var fixture = await DaemonFixture.StartAsync();
        List<double> memory = [], claims = [];
        for (var round = 0; round < (options.IsQuick ? 1 : 3); round++)
        {
            await using (var idle = fixture.NewDaemon($"idle-{round}"))
            {
                await idle.StartAsync(fixture.Settings);
                await Task.Delay(Settled);
                memory.Add(ResidentMebibytes(idle.ProcessId));
                await idle.StopAsync(TimeSpan.FromSeconds(30));
            }

            await fixture.EnqueueAsync(1);
            await using var starting = fixture.NewDaemon($"starting-{round}");
            var began = TimeProvider.System.GetUtcNow().UtcDateTime;
            await starting.StartAsync(fixture.Settings);
            await QueueBenchmark.UntilAsync(async () => await fixture.ReadAsync<long>("select count(*) from extraction_queue where status_id = 2") > 0);
            claims.Add((await fixture.ReadAsync<DateTime>("select max(at) from job_events where kind = 'claimed'") - began).TotalSeconds);
            await starting.KillAsync();
            await fixture.ReadAsync<object>("delete from extraction_queue");
        }

        report.Add(new("daemon", "idle, resident memory without a browser", "MiB", [.. memory], 100, IsAtMost: true));
        report.Add(new("daemon", "from the start of the program to its first claim", "s", [.. claims]));
    }

    private static double ResidentMebibytes(int process) => double.Parse(
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;
}
