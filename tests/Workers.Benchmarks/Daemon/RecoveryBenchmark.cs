using System.Globalization;
using Workers.Benchmarks.Queue;

namespace Workers.Benchmarks.Daemon;

/// <summary>kill -9 of a daemon in the middle of its documents, until another daemon runs all of them again.</summary>
internal static class RecoveryBenchmark
{
    private const int Documents = 2;

    public static async Task RunAsync(Report report, BenchmarkOptions options)
    {
        await using var fixture = await DaemonFixture.StartAsync();
        List<double> waits = [];
        for (var round = 0; round < (options.IsQuick ? 1 : options.Repetitions); round++)
        {
            await using var dies = fixture.NewDaemon($"dies-{round}");
            await using var lives = fixture.NewDaemon($"lives-{round}");
            await dies.StartAsync(fixture.Settings);
            await fixture.EnqueueAsync(Documents);
            await ClaimedAsync(Documents);
            await lives.StartAsync(fixture.Settings);
            await QueueBenchmark.UntilAsync(async () =>
                await fixture.ReadAsync<long>("select count(*) from pg_stat_activity where query = 'listen workers_queue'") >= 2);

            var killed = TimeProvider.System.GetUtcNow().UtcDateTime;
            await dies.KillAsync();
            await ClaimedAsync(Documents * 2);
            waits.Add((await fixture.ReadAsync<DateTime>("select max(at) from job_events where kind = 'claimed'") - killed).TotalSeconds);
            await lives.KillAsync();
            await fixture.ReadAsync<object>("truncate extraction_queue, job_events");
        }

        report.Add(new("recovery", "kill -9 of a daemon until its documents run again", "s", [.. waits], 20, IsAtMost: true));

        Task ClaimedAsync(int times) => QueueBenchmark.UntilAsync(async () => await fixture.ReadAsync<long>(string.Create(
            CultureInfo.InvariantCulture, $"select count(*) / {times} from job_events where kind = 'claimed'")) > 0);
    }
}
