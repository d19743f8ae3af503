using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Simulators.Servers;
using Workers.Jobs;

namespace Workers.Benchmarks.Queue;

/// <summary>Claim and complete over a Postgres that waits for the disk: by the daemon's slots one by one, in batches, and on a long queue.</summary>
internal static class QueueBenchmark
{
    private const int Slots = 10;
    private const int Claimers = 4;

    /// <summary>Fifty as pg-boss is measured, and a hundred: what the daemon's own writes put in one call at most.</summary>
    private static readonly int[] Batches = [50, 100];

    public static async Task RunAsync(Report report, BenchmarkOptions options)
    {
        await using var postgres = await PostgresServer.StartAsync(new() { Fsync = true });
        await using var redis = await RedisServer.StartAsync();
        await using var database = await QueueDatabase.CreateAsync(postgres);
        List<double> single = [], empty = [];
        var batched = Batches.ToDictionary(size => size, _ => new List<double>());
        for (var round = 0; round <= options.Repetitions; round++)
        {
            // The first round is not counted: a daemon runs for months, and its code is still being compiled in its first half minute.
            var isCounted = round > 0;
            Count(single, await BySlotsAsync(database, redis, options.Documents));
            await database.EmptyAsync();
            foreach (var (size, rates) in batched)
            {
                Count(rates, await InBatchesAsync(database, size, options.Documents));
                await database.EmptyAsync();
            }

            Count(empty, await ClaimMillisecondsAsync(database, 500));

            void Count(List<double> figures, double figure) => figures.AddRange(isCounted ? [figure] : []);
        }

        report.Add(new("queue", $"one by one, {Slots} slots of a daemon, documents claimed and completed", "a second", [.. single], 2000));
        foreach (var (size, rates) in batched)
        {
            report.Add(new("queue", $"in batches of {size}, {Claimers} claimers", "a second", [.. rates], 22_000));
        }

        report.Add(new("queue", "claim that finds nothing", "ms", [.. empty]));
        await MeasureLengthAsync(report, database, options);
        await MeasureTurnsAsync(report, database, options);
        await EnqueueBenchmark.RunAsync(report, database, options);
        await PickupBenchmark.RunAsync(report, options, postgres, redis, database);
        await Peers.RunAsync(report, options, "queue", new() { ["DATABASE_URL"] = postgres.Url(await postgres.CreateDatabaseAsync()), ["REDIS_URL"] = redis.Url });
    }

    /// <summary>The daemon as it is: slots that reserve, claim, work and write, each one document at a time.</summary>
    private static async Task<double> BySlotsAsync(QueueDatabase database, RedisServer redis, int documents)
    {
        var warm = documents / 10;
        await database.FillAsync(warm + documents);
        var (claimed, began) = (0, 0L);
        await using var daemon = await DaemonWorld.StartAsync(redis, new Dictionary<string, string>
        {
            ["SUPABASE_DB_URL"] = database.Url,
            ["DOCUMENTS_PATH"] = Path.GetTempPath(),
        }, Slots, (_, at) =>
        {
            if (Interlocked.Increment(ref claimed) == warm)
            {
                Interlocked.Exchange(ref began, at);
            }
        });
        await UntilAsync(async () => claimed >= warm + documents && await database.CountAsync(3) == warm + documents);
        return documents / Stopwatch.GetElapsedTime(Interlocked.Read(ref began)).TotalSeconds;
    }

    private static async Task<double> InBatchesAsync(QueueDatabase database, int size, int documents)
    {
        await database.FillAsync(documents);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Claimers).Select(n => Task.Run(async () =>
        {
            string[] workers = [.. Enumerable.Range(0, size).Select(slot => string.Create(CultureInfo.InvariantCulture, $"w{n}-{slot}"))];
            while (await ClaimAsync(database, workers) is { Count: > 0 } jobs)
            {
                var written = jobs.Select(job => new { job.Id, job.ClaimToken, SupabasePath = "index/x.pdf", ContentSha256 = "00", Bytes = 1, Pages = 1 });
                await database.Functions.CallAsync<JsonObject>("workers_complete_download", new { Jobs = written }, CancellationToken.None);
            }
        })));
        return documents / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task MeasureLengthAsync(Report report, QueueDatabase database, BenchmarkOptions options)
    {
        foreach (var length in options.IsQuick ? [10_000] : new[] { 10_000, 1_000_000 })
        {
            await database.FillAsync(length);
            List<double> claims = [];
            for (var round = 0; round < options.Repetitions; round++)
            {
                claims.Add(await ClaimMillisecondsAsync(database, 200));
            }

            report.Add(new("queue", string.Create(CultureInfo.InvariantCulture, $"claim of one with {length:#,0} waiting"), "ms", [.. claims]));
            await database.EmptyAsync();
        }
    }

    /// <summary>Turn by turn, so that the machine's mood is the same for both.</summary>
    private static async Task MeasureTurnsAsync(Report report, QueueDatabase database, BenchmarkOptions options)
    {
        await database.FillAsync(options.IsQuick ? 10_000 : 200_000);
        await database.ExecuteAsync("update extraction_queue set dossier = 'D' || document_number::integer % 300");
        await database.ExecuteAsync("vacuum analyze extraction_queue");
        List<double> byAge = [], inTurn = [];
        for (var round = 0; round < options.Repetitions; round++)
        {
            byAge.Add(await ClaimMillisecondsAsync(database, 200, dossierTurn: 0));
            inTurn.Add(await ClaimMillisecondsAsync(database, 200));
        }

        report.Add(new("queue", "claim of one, of 300 dossiers, by age alone", "ms", [.. byAge]));
        report.Add(new("queue", "claim of one, of 300 dossiers, with their turns", "ms", [.. inTurn]));
        await database.EmptyAsync();
    }

    private static async Task<double> ClaimMillisecondsAsync(QueueDatabase database, int calls, int? dossierTurn = null)
    {
        var began = Stopwatch.GetTimestamp();
        for (var call = 0; call < calls; call++)
        {
            await ClaimAsync(database, ["w"], dossierTurn);
        }

        return Stopwatch.GetElapsedTime(began).TotalMilliseconds / calls;
    }

    private static Task<ClaimAnswer> ClaimAsync(QueueDatabase database, string[] workers, int? dossierTurn = null) => database.Store.ClaimAsync(
        new ClaimRequest(Guid.NewGuid(), 60, "vm", [new(JobStage.Download, null, workers)], DossierTurn: dossierTurn), CancellationToken.None);

    internal static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await isSo())
        {
            await pace.WaitForNextTickAsync(limit.Token);
        }
    }
}
