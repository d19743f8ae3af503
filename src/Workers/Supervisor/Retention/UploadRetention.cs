using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Jobs.Uploads;

namespace Workers.Supervisor.Retention;

/// <summary>Files that were not brought whole within their time: what arrived of them goes out of the store, and then their rows.</summary>
internal sealed partial class UploadRetention(Databases databases, DocumentStores stores, BackgroundLoops loops, ILogger<UploadRetention> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    /// <summary>One pass over one environment.</summary>
    /// <returns>How many went.</returns>
    /// <exception cref="DatabaseException">It did not answer; the rest goes with the next pass, as where the store did not.</exception>
    public async Task<int> RunOnceAsync(TargetEnvironment environment, CancellationToken stop)
    {
        if (!databases.Serves(environment))
        {
            return 0;
        }

        try
        {
            var gone = await new UploadPieces(new UploadStore(databases[environment]), stores[environment]).RemoveLeftAsync(stop);
            if (gone > 0)
            {
                LogRemoved(environment.Label(), gone);
            }

            return gone;
        }
        catch (DocumentStoreException away)
        {
            LogAway(environment.Label(), away.Message);
            return 0;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(databases.Environments.Select(
        environment => loops.RepeatAsync($"uploads {environment.Label()}", Interval, stop => RunOnceAsync(environment, stop), stoppingToken)));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Environment}: {Uploads} uploads past their time went, with what arrived of them.")]
    private partial void LogRemoved(string environment, int uploads);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: what arrived of uploads past their time could not be removed and is tried again: {Reason}")]
    private partial void LogAway(string environment, string reason);
}
