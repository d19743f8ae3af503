using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Simulators.Servers;
using Workers.Hosting;
using Workers.Jobs;
using Workers.Supabase;

namespace Workers.Benchmarks;

/// <summary>Claim and complete over a Postgres that waits for the disk: one by one, then in batches.</summary>
internal static class QueueBenchmark
{
    private const int Claimants = 10;
    private const int Batch = 50;

    /// <param name="documents">How many in each round.</param>
    public static async Task<int> RunAsync(int documents)
    {
        await using var server = await PostgresServer.StartAsync(new() { Fsync = true });
        var url = server.Url(await server.CreateSupabaseDatabaseAsync());
        if (!PostgresAddress.TryParse(url, out var address))
        {
            throw new InvalidOperationException("The private server gave an address that PostgresAddress does not read.");
        }

        await Migrator.ApplyAsync(address, CancellationToken.None);
        await using var functions = new PostgresFunctions(EnvironmentName.Dev, address, TimeProvider.System, NullLoggerFactory.Instance);
        var store = new JobStore(functions);

        await MeasureAsync("one by one", documents, store, async worker =>
        {
            var jobs = await ClaimAsync(store, [worker]);
            foreach (var job in jobs)
            {
                await store.CompleteDownloadAsync(job.Claim, new("index/x.pdf", "00", 1, 1), CancellationToken.None);
            }

            return jobs.Count;
        });
        await MeasureAsync($"in batches of {Batch}", documents * 4, store, async worker =>
        {
            var jobs = await ClaimAsync(store, [.. Enumerable.Range(0, Batch).Select(n => $"{worker}-{n}")]);
            var written = jobs.Select(job => new { job.Id, job.ClaimToken, SupabasePath = "index/x.pdf", ContentSha256 = "00", Bytes = 1, Pages = 1 });
            if (jobs.Count > 0)
            {
                await functions.CallAsync<JsonObject>("workers_complete_download", new { Jobs = written }, CancellationToken.None);
            }

            return jobs.Count;
        });
        await MeasureEmptyAsync(store);
        return 0;
    }

    private static async Task MeasureAsync(string name, int documents, JobStore store, Func<string, Task<int>> pass)
    {
        for (var added = 0; added < documents; added += 5000)
        {
            await store.EnqueueAsync(
                [.. Enumerable.Range(0, 5000).Select(n => new NewDocument(DocumentSource.Index, $"{n}", Cadastre: "c"))],
                CancellationToken.None);
        }

        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Claimants).Select(n => Task.Run(async () =>
        {
            while (await pass($"w{n}") > 0)
            {
            }
        })));
        Print(name, documents / Stopwatch.GetElapsedTime(began).TotalSeconds, "documents/s claimed and completed");
    }

    private static async Task MeasureEmptyAsync(JobStore store)
    {
        const int Calls = 1000;
        var began = Stopwatch.GetTimestamp();
        for (var call = 0; call < Calls; call++)
        {
            await ClaimAsync(store, ["w"]);
        }

        Print("empty claim", Stopwatch.GetElapsedTime(began).TotalMicroseconds / Calls, "µs");
    }

    private static Task<IReadOnlyList<ClaimedJob>> ClaimAsync(JobStore store, string[] workers) => store.ClaimAsync(
        new ClaimRequest(Guid.NewGuid(), 60, "vm", [new(JobStage.Download, null, workers)]), CancellationToken.None);

    private static void Print(string name, double figure, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-20} {figure,10:0} {unit}"));
}
