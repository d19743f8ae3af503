using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Hosting;
using Workers.Supabase;
using EnvironmentName = Workers.Hosting.EnvironmentName;

namespace Workers.Jobs;

/// <summary>
/// Takes back documents whose lease has ended, whoever held them. After this process could not reach a database it waits one
/// lease there first: the holders could not renew either.
/// </summary>
internal sealed partial class JobRescuer(JobStores stores, JobOptions options, TimeProvider time, ILogger<JobRescuer> logger) : BackgroundService
{
    private readonly ConcurrentDictionary<EnvironmentName, Outage> _outages = new();

    /// <summary>One look at one environment.</summary>
    public async Task RunOnceAsync(JobStore store, CancellationToken cancellation)
    {
        if (!store.IsServed)
        {
            // Whoever holds leases there may have been cut off as well.
            _outages[store.Environment] = new Outage(null);
            return;
        }

        try
        {
            if (await RestsAsync(store, cancellation))
            {
                return;
            }

            var answer = await store.RescueExpiredAsync(options.Lease, options.FreeLostLeases, cancellation);
            foreach (var job in answer.Jobs)
            {
                LogRescued(logger, store.Environment.Label(), job.Id, job.WorkerId ?? "(nobody)", (int)job.StatusId);
            }
        }
        catch (DatabaseException failure)
        {
            if (_outages.TryAdd(store.Environment, new Outage(null)) || _outages[store.Environment].BackSince is not null)
            {
                _outages[store.Environment] = new Outage(null);
                LogOutage(logger, store.Environment.Label(), failure.Message);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(stores.All.Select(async store =>
    {
        using var timer = new PeriodicTimer(options.RescuePass, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await RunOnceAsync(store, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }));

    /// <summary>Whether the database is back for less than a lease; asks it with a renewal of nothing.</summary>
    private async Task<bool> RestsAsync(JobStore store, CancellationToken cancellation)
    {
        if (!_outages.TryGetValue(store.Environment, out var outage))
        {
            return false;
        }

        await store.RenewAsync([], options.Lease, cancellation);
        if (outage.BackSince is not { } back)
        {
            _outages[store.Environment] = new Outage(time.GetTimestamp());
            return true;
        }

        if (time.GetElapsedTime(back) <= options.Lease)
        {
            return true;
        }

        _outages.TryRemove(store.Environment, out _);
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: rescued {JobId} from {WorkerId}; back at status {Status}.")]
    private static partial void LogRescued(ILogger logger, string environment, Guid jobId, string workerId, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: no rescue while the database is away: {Why}")]
    private static partial void LogOutage(ILogger logger, string environment, string why);

    /// <param name="BackSince">The timestamp of the first answer after it; null while it lasts.</param>
    private sealed record Outage(long? BackSince);
}
