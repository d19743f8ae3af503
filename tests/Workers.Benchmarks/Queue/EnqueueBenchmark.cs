using System.Diagnostics;
using System.Globalization;
using Workers.Jobs;

namespace Workers.Benchmarks.Queue;

/// <summary>Taking documents in, a hundred a call, with an idempotency key each and without, turn by turn.</summary>
internal static class EnqueueBenchmark
{
    private const int Size = 100;

    public static async Task RunAsync(Report report, QueueDatabase database, BenchmarkOptions options)
    {
        List<double> plain = [], keyed = [];
        for (var round = 0; round <= options.Repetitions; round++)
        {
            foreach (var (rates, isKeyed) in new[] { (plain, false), (keyed, true) })
            {
                var rate = await RateAsync(database, options.Documents, isKeyed);
                await database.EmptyAsync();
                // The first round is not counted, as in the other measurements.
                rates.AddRange(round > 0 ? [rate] : []);
            }
        }

        report.Add(new("queue", $"enqueue in calls of {Size}", "a second", [.. plain]));
        report.Add(new("queue", $"enqueue in calls of {Size}, each with an idempotency key", "a second", [.. keyed]));
    }

    private static async Task<double> RateAsync(QueueDatabase database, int documents, bool isKeyed)
    {
        var began = Stopwatch.GetTimestamp();
        for (var first = 0; first < documents; first += Size)
        {
            await database.Store.EnqueueAsync([.. Enumerable.Range(first, Size).Select(number => Document(number, isKeyed))], CancellationToken.None);
        }

        return documents / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static NewDocument Document(int number, bool isKeyed)
    {
        var name = number.ToString(CultureInfo.InvariantCulture);
        return new(DocumentSource.Index, name, "Montréal", "Cadastre du Québec", IdempotencyKey: isKeyed ? "lot-" + name : null);
    }
}
