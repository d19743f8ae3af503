using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Hosting.Node;
using Workers.Office;

namespace Workers.Jobs.Changes;

/// <summary>Goes on with orders about several documents whose command is gone. One daemon at a time: the step takes the order under a lease of its own.</summary>
internal sealed partial class BulkChangeLoop(
    Databases databases, DaemonIdentity daemon, BackgroundLoops loops, TimeProvider time, ILogger<BulkChangeLoop> logger, OfficeWords? words = null) : BackgroundService
{
    private const int Rows = 500;

    /// <summary>Other work has the database between two passes.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>One pass over one environment.</summary>
    public async Task RunOnceAsync(TargetEnvironment environment, CancellationToken stop)
    {
        if (!databases.Serves(environment))
        {
            return;
        }

        var store = new BulkStore(databases[environment], words);
        var started = time.GetTimestamp();
        try
        {
            while (await store.StepAsync(null, daemon.ShortName, Lease, Rows, stop) is { Stepped: true, Bulk: { } bulk })
            {
                if (bulk.State is BulkState.Finished)
                {
                    LogFinished(logger, environment.Label(), bulk.Id, bulk.Verb, bulk.AskedBy, bulk.Changed, bulk.LeftOut);
                }

                if (time.GetElapsedTime(started) > Busy)
                {
                    return;
                }
            }
        }
        catch (DatabaseException failure) when (failure.Kind is DatabaseFailure.Unavailable)
        {
            LogWaits(logger, environment.Label(), failure.Message);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(databases.Environments.Select(
        environment => loops.RepeatAsync($"bulk changes {environment.Label()}", Interval, stop => RunOnceAsync(environment, stop), stoppingToken)));

    [LoggerMessage(Level = LogLevel.Information, Message = "{Environment}: the bulk change {Bulk} ({Verb}, asked by {By}) is done: {Changed} changed, {LeftOut} left out.")]
    private static partial void LogFinished(ILogger logger, string environment, Guid bulk, BulkVerb verb, string by, long changed, long leftOut);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Environment}: bulk changes wait: {Why}")]
    private static partial void LogWaits(ILogger logger, string environment, string why);
}
