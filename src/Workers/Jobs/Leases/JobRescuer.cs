using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;

namespace Workers.Jobs.Leases;

/// <summary>
/// Takes back documents whose lease has ended, whoever held them. After this process could not reach a database it rests there
/// for as long as that lasted, one lease at the most: the holders could not renew either, and renew first.
/// </summary>
internal sealed partial class JobRescuer(JobStores stores, JobOptions options, BackgroundLoops loops, TimeProvider time, ILogger<JobRescuer> logger)
    : BackgroundService
{
    private readonly ConcurrentDictionary<TargetEnvironment, Outage> _outages = new();
    private readonly ConcurrentDictionary<TargetEnvironment, long> _answered = new();

    /// <summary>One look at one environment.</summary>
    public async Task RunOnceAsync(JobStore store, CancellationToken cancellation)
    {
        if (!store.IsServed)
        {
            // Whoever holds leases there may have been cut off as well.
            _outages[store.Environment] = new Outage(null, null);
            return;
        }

        if (_answered.TryGetValue(store.Environment, out var last) && time.GetElapsedTime(last) < store.Rest.Pace(TimeSpan.Zero, options, times: 2))
        {
            return;
        }

        try
        {
            if (await RestsAsync(store, cancellation))
            {
                return;
            }

            var asked = time.GetTimestamp();
            var answer = await store.RescueExpiredAsync(options.Lease, options.FreeLostLeases, cancellation);
            _answered[store.Environment] = asked;
            foreach (var job in answer.Jobs)
            {
                LogRescued(logger, store.Environment.Label(), job.Id, job.WorkerId ?? "(nobody)", (int)job.StatusId);
            }

            foreach (var row in answer.Refused ?? [])
            {
                LogRefused(logger, store.Environment.Label(), row.Id, row.Said);
            }
        }
        catch (DatabaseException failure)
        {
            var known = _outages.GetValueOrDefault(store.Environment);
            if (known is null or { BackSince: not null })
            {
                var since = known is not null ? known.Since : _answered.TryGetValue(store.Environment, out var answered) ? answered : (long?)null;
                _outages[store.Environment] = new Outage(since, null);
                LogOutage(logger, store.Environment.Label(), failure.Message);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        stores.All.Select(store => loops.RepeatAsync($"rescue {store.Environment.Label()}", options.RescuePass, stop => RunOnceAsync(store, stop), stoppingToken)));

    /// <summary>Whether the database is back for too short a time; asks it with a renewal of nothing.</summary>
    private async Task<bool> RestsAsync(JobStore store, CancellationToken cancellation)
    {
        if (!_outages.TryGetValue(store.Environment, out var outage))
        {
            return false;
        }

        await store.RenewAsync([], options.Lease, cancellation);
        if (outage.BackSince is not { } back)
        {
            _outages[store.Environment] = outage with { BackSince = time.GetTimestamp() };
            return true;
        }

        var lasted = outage.Since is { } since ? time.GetElapsedTime(since, back) : options.Lease;
        if (time.GetElapsedTime(back) <= (lasted < options.Lease ? lasted : options.Lease))
        {
            return true;
        }

        _outages.TryRemove(store.Environment, out _);
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: rescued {JobId} from {WorkerId}; back at status {Status}.")]
    private static partial void LogRescued(ILogger logger, string environment, Guid jobId, string workerId, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: the database refuses to have {JobId} rescued ({Said}); it is left aside and tried again within 15 minutes. Look at the triggers and constraints of extraction_queue.")]
    private static partial void LogRefused(ILogger logger, string environment, Guid jobId, string said);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: no rescue while the database is away: {Why}")]
    private static partial void LogOutage(ILogger logger, string environment, string why);

    /// <param name="Since">The timestamp of the last question before it that was answered; null when there was none.</param>
    /// <param name="BackSince">The timestamp of the first answer after it; null while it lasts.</param>
    private sealed record Outage(long? Since, long? BackSince);
}
