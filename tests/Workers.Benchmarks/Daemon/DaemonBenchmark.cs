using System.Globalization;
using Simulators.Demo;
using Simulators.Servers;
using Workers.Benchmarks.Queue;

namespace Workers.Benchmarks.Daemon;

/// <summary>
/// The daemon with nothing to do and METRICS_LISTEN on, over two environments: its memory without a browser, and how soon after its start it claims; in turns
/// with a bare host of the same libraries.
/// </summary>
internal static class DaemonBenchmark
{
    private const int Environments = 2;
    private const string OursAtRest = "idle and measured";
    private const string OursAtStart = "from the start of the program to its first claim";

    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(45);

    public static async Task RunAsync(Report report, BenchmarkOptions options)
    {
        await using var fixture = await DaemonFixture.StartAsync(Environments);
        var program = options.Program ?? DaemonFixture.Program;
        Side daemon = new(fixture, name => fixture.NewDaemon(name, program), fixture.Settings);
        Side bare = new(fixture, fixture.NewBareHost, new Dictionary<string, string>(StringComparer.Ordinal));

        // Not counted: the first start on a machine reads its files from the disk.
        await daemon.StartAsync("first", isCounted: false);
        for (var round = 0; round < (options.IsQuick ? 3 : options.Repetitions); round++)
        {
            await daemon.RestAsync($"idle-{round}");
            await bare.RestAsync($"bare-idle-{round}");
            await daemon.StartAsync($"starting-{round}");
            await bare.StartAsync($"bare-starting-{round}");
        }

        report.Add(new("daemon", $"{OursAtRest}, resident memory without a browser", "MiB", [.. daemon.Resident], 100, IsAtMost: true));
        report.Add(new("daemon", "bare host of the same libraries, resident memory", "MiB", [.. bare.Resident], IsPeer: true, Beside: OursAtRest));
        report.Add(new("daemon", "of that its own, not shared with files", "MiB", [.. daemon.Private]));
        report.Add(new("daemon", "bare host, its own", "MiB", [.. bare.Private], IsPeer: true, Beside: "of that its own"));
        report.Add(new("daemon", OursAtStart, "s", [.. daemon.Claims], 1.5, IsAtMost: true));
        report.Add(new("daemon", "bare host, from its start to the first document taken", "s", [.. bare.Claims], IsPeer: true, Beside: OursAtStart));
        report.Add(new("daemon", "processor time to the first claim, checks in ended children with it", "s", [.. daemon.Processor]));
        report.Add(new("daemon", "bare host, processor time until then", "s", [.. bare.Processor], IsPeer: true, Beside: "processor time"));
    }

    /// <summary>What a process holds, by a part of its <c>smaps_rollup</c>.</summary>
    public static double Mebibytes(int process, string part) => double.Parse(
        File.ReadLines($"/proc/{process}/smaps_rollup").First(line => line.StartsWith(part, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;

    /// <summary>One of the two programs, and what was seen of it.</summary>
    private sealed class Side(DaemonFixture fixture, Func<string, DemoDaemon> create, IReadOnlyDictionary<string, string> settings)
    {
        public List<double> Resident { get; } = [];

        public List<double> Private { get; } = [];

        public List<double> Claims { get; } = [];

        public List<double> Processor { get; } = [];

        public async Task RestAsync(string name)
        {
            await using var idle = create(name);
            await idle.StartAsync(Measured());
            await Task.Delay(Settled);
            Resident.Add(Mebibytes(idle.ProcessId, "Rss:"));
            Private.Add(Mebibytes(idle.ProcessId, "Private_Dirty:"));
            await idle.StopAsync(TimeSpan.FromSeconds(30));
        }

        public async Task StartAsync(string name, bool isCounted = true)
        {
            await fixture.EnqueueAsync(1);
            await using var starting = create(name);
            var began = TimeProvider.System.GetUtcNow().UtcDateTime;
            await starting.StartAsync(Measured());
            await QueueBenchmark.UntilAsync(async () => await fixture.ReadAsync<long>("select count(*) from job_events where kind = 'claimed'") > 0);
            if (isCounted)
            {
                Processor.Add(ProcessorTime.Of(starting.ProcessId).TotalSeconds);
                Claims.Add((await fixture.ReadAsync<DateTime>("select max(at) from job_events where kind = 'claimed'") - began).TotalSeconds);
            }

            await starting.KillAsync();
            await fixture.ReadAsync<object>("truncate extraction_queue, job_events");
            await fixture.ForgetHoldersAsync();
        }

        private Dictionary<string, string> Measured() =>
            new(settings, StringComparer.Ordinal) { ["METRICS_LISTEN"] = Loopback.FreePort().ToString(CultureInfo.InvariantCulture) };
    }
}
