using System.Collections.Concurrent;
using System.Diagnostics;
using Simulators.Servers;
using Simulators.Supabase;

namespace Workers.Benchmarks.Queue;

/// <summary>From the insert of a row by somebody else until a worker of an idle daemon has it, for both ways to the database.</summary>
internal static class PickupBenchmark
{
    public static async Task RunAsync(Report report, BenchmarkOptions options, PostgresServer postgres, RedisServer redis, QueueDatabase database)
    {
        await MeasureAsync("Postgres store", options.IsQuick ? 50 : 200, 3.5, 8, new() { ["SUPABASE_DB_URL"] = database.Url, ["DOCUMENTS_PATH"] = Path.GetTempPath() });
        await using var behind = await QueueDatabase.CreateAsync(postgres);
        await using var front = await SupabaseFront.StartAsync(new() { ConnectionString = behind.Connection });
        database = behind;
        await MeasureAsync("REST store", options.IsQuick ? 10 : 40, null, 1300, new() { ["SUPABASE_URL"] = front.Url.ToString(), ["SUPABASE_SERVICE_KEY"] = front.ServiceKey });

        async Task MeasureAsync(string store, int documents, double? median, double last, Dictionary<string, string> environment)
        {
            var claimed = new BlockingCollection<long>();
            await using var daemon = await DaemonWorld.StartAsync(redis, environment, 1, (_, at) => claimed.Add(at));
            List<double> waits = [];
            var phase = new Random(7);
            for (var document = 0; document <= documents; document++)
            {
                // A new one never comes at the same moment of a poll.
                await Task.Delay(TimeSpan.FromMilliseconds(phase.Next(20, median is null ? 1000 : 60)));
                var inserted = Stopwatch.GetTimestamp();
                await database.ExecuteAsync("insert into extraction_queue (document_source, document_number, cadastre) values ('index', '1', 'c')");
                var wait = Stopwatch.GetElapsedTime(inserted, await Task.Run(() => claimed.Take())).TotalMilliseconds;
                if (document > 0)
                {
                    waits.Add(wait);
                }
            }

            waits.Sort();
            report.Add(new("queue", $"pickup, {store}, median of {documents}", "ms", [waits[documents / 2]], median, IsAtMost: true));
            report.Add(new("queue", $"pickup, {store}, 95th percentile of {documents}", "ms", [waits[documents * 95 / 100]], last, IsAtMost: true));
        }
    }
}
