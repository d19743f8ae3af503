using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Simulators.OtherRegistre;
using Simulators.Servers;
using Workers.Benchmarks.Daemon;
using Workers.Jobs.Leases;
using Workers.Registre;
using Workers.Registre.Browser;

namespace Workers.Benchmarks.Purchases;

/// <summary>
/// Whole purchases of the worker beside a bare script that makes the same clicks: the same registry, documents and browser, both logged in, in turns.
/// </summary>
internal static class PurchasesBenchmark
{
    private const double LeastRatio = 0.95;

    /// <summary>One way between this machine and a site that is not on it.</summary>
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);

    private static readonly OtherAccount Ours = new("30N4417", "Erable-1904");
    private static readonly OtherAccount Theirs = new("31N4417", "Erable-1904");

    public static async Task RunAsync(Report report, BenchmarkOptions options)
    {
        // The browser's driver lies beside the daemon alone.
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", Path.GetDirectoryName(DaemonFixture.Program));
        var folder = Directory.CreateTempSubdirectory("workers-purchases-").FullName;
        try
        {
            await using var site = await OtherSite.StartAsync(accounts: [Ours, Theirs]);
            await using var postgres = await PostgresServer.StartAsync(new() { Fsync = true });
            await using var redis = await RedisServer.StartAsync();
            await using var link = LinkProxy.Start(IPAddress.Loopback, site.Address.Port);
            var address = new Uri($"http://{link.Endpoint}/Sirf/");
            await using var own = await OwnPurchase.StartAsync(redis, postgres, address, Ours, Path.Combine(folder, "data"));
            await OursAsync(own);
            var ownDrivers = Drivers();

            await using var chromium = new Chromium(new RegistreOptions { BaseUrl = address }, Directory.CreateDirectory(Path.Combine(folder, "bare")).FullName, TimeProvider.System, NullLogger.Instance);
            await using var context = await chromium.OpenContextAsync(CancellationToken.None);
            var bare = new BarePurchase(await context.NewPageAsync(), address, Path.Combine(folder, "bare"));
            await bare.LogInAsync(Theirs);
            await BareAsync(bare);

            async Task TakeTurnsAsync(string where)
            {
                List<double> ours = [], theirs = [];
                for (var round = 0; round < options.Repetitions; round++)
                {
                    ours.Add(await OursAsync(own));
                    theirs.Add(await BareAsync(bare));
                }

                report.Add(new("purchases", $"whole purchases, {where}", "a second", [.. ours]));
                report.Add(new("purchases", $"bare browser script, {where}", "a second", [.. theirs], IsPeer: true));
                report.Add(new("purchases", $"ours ÷ bare, turn by turn, {where}", "times", [.. ours.Zip(theirs, (own, other) => own / other)], LeastRatio));
            }

            await TakeTurnsAsync("a site on this machine");
            link.Set(LinkState.Good with { Latency = Latency });
            await TakeTurnsAsync("a site 100 ms away");
            link.Set(LinkState.Good);
            report.Add(new("purchases", "memory of our browser and its driver", "MB", [TreeMemory.Megabytes(ownDrivers)]));
            report.Add(new("purchases", "memory of the script's browser and its driver", "MB", [TreeMemory.Megabytes(Drivers().Except(ownDrivers))], IsPeer: true, Beside: "memory"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Of every kind, with and without a confirmation, and a plan that is chosen from a list.</summary>
    private static OtherDocument[] Wanted { get; } =
    [
        Find(DocumentKind.Index, "La Prairie", "2090118"),
        Find(DocumentKind.Acte, "Laval", "10854077"),
        Find(DocumentKind.Plan, "Montréal", "2784195"),
        Find(DocumentKind.Index, "Chambly", "399-18"),
        Find(DocumentKind.Acte, "Montréal", "25616321"),
        Find(DocumentKind.Plan, "Laval", "1262877"),
    ];

    /// <returns>Documents a second; who waits for the queue is not counted.</returns>
    private static async Task<double> OursAsync(OwnPurchase own)
    {
        await own.ForgetAsync();
        var jobs = new List<RunningJob>();
        foreach (var document in Wanted)
        {
            jobs.Add(await own.ClaimAsync(document));
        }

        var began = Stopwatch.GetTimestamp();
        foreach (var job in jobs)
        {
            await own.BuyAsync(job);
            job.Dispose();
        }

        return Wanted.Length / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<double> BareAsync(BarePurchase bare)
    {
        var began = Stopwatch.GetTimestamp();
        foreach (var document in Wanted)
        {
            await bare.BuyAsync(document);
        }

        return Wanted.Length / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static OtherDocument Find(DocumentKind kind, string district, string number) =>
        OtherSite.Documents.First(document => document.Kind == kind && document.District == district && document.Number == number);

    private static IReadOnlyList<int> Drivers() =>
        [.. ProcessTable.ChildrenOf(Environment.ProcessId).Where(child => ProcessTable.CommandLine(child).Contains("run-driver", StringComparison.Ordinal))];
}
