using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Jobs.Keeping;

namespace Workers.Supervisor.Retention;

/// <summary>
/// Forgets what is old, beside the work: rows in small batches with a pause between them, one daemon at a time in each database; files on this machine's own disk,
/// also those of documents that were purged from elsewhere.
/// </summary>
internal sealed partial class RetentionLoop(
    Databases databases, DataFolder data, RetentionOptions options, DiskSweep disk, BackgroundLoops loops, TimeProvider time, ILogger<RetentionLoop> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A pass ends before the next one is due, whatever is left.</summary>
    private static readonly TimeSpan Longest = Interval - TimeSpan.FromMinutes(1);
    private const int MostBatches = 500;

    /// <summary>One pass over one environment's rows.</summary>
    /// <returns>How many went, by kind.</returns>
    public async Task<IReadOnlyDictionary<string, long>> PruneAsync(TargetEnvironment environment, CancellationToken stop)
    {
        var removed = new SortedDictionary<string, long>(StringComparer.Ordinal);
        if (!databases.Serves(environment))
        {
            return removed;
        }

        var store = new KeepingStore(databases[environment]);
        var began = time.GetTimestamp();
        for (var batch = 1; batch <= MostBatches && time.GetElapsedTime(began) < Longest; batch++)
        {
            var answer = await store.KeepAsync(options.Request, stop);
            foreach (var (kind, rows) in answer.Removed.Where(one => one.Value > 0))
            {
                removed[kind] = removed.GetValueOrDefault(kind) + rows;
            }

            if (!answer.More)
            {
                break;
            }

            await Task.Delay(Pause, time, stop);
        }

        if (removed.Count > 0)
        {
            LogPruned(logger, environment.Label(), string.Join(", ", removed.Select(one => $"{one.Key} {one.Value}")));
        }

        return removed;
    }

    /// <summary>One pass over this machine's disk.</summary>
    public async Task SweepAsync(CancellationToken stop)
    {
        var served = databases.Environments.Where(databases.Serves).Select(environment => new KeepingStore(databases[environment])).ToList();
        var swept = await disk.RunAsync(data.Root, served, stop);
        if (swept.Total > 0)
        {
            LogSwept(logger, swept.Evidence, swept.Pictures, swept.Copies, swept.Purged);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
    [
        .. databases.Environments.Select(environment => loops.RepeatAsync($"retention {environment.Label()}", Interval, stop => PruneAsync(environment, stop), stoppingToken)),
        loops.RepeatAsync("retention on disk", Interval, SweepAsync, stoppingToken),
    ]);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Environment}: rows past their time went: {Removed}.")]
    private static partial void LogPruned(ILogger logger, string environment, string removed);

    [LoggerMessage(Level = LogLevel.Information, Message = "Files past their time went: {Evidence} of evidence, {Pictures} days of pictures, {Copies} copies of stored documents, {Purged} of purged documents.")]
    private static partial void LogSwept(ILogger logger, int evidence, int pictures, int copies, int purged);
}
