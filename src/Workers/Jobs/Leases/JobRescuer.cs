using System.Collections.Concurrent;
using static System.FormattableString;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;

namespace Workers.Jobs.Leases;

/// <summary>
/// Takes back documents whose lease has ended, whoever held them. Where the holders may not have been able to renew, it rests first, so
/// that they do: after this process could not reach the database, for as long as that lasted and one lease at the most; for one lease
/// where the database's clock stepped, and at its own start, because it may have stepped just before.
/// </summary>
internal sealed partial class JobRescuer(JobStores stores, JobOptions options, BackgroundLoops loops, TimeProvider time, ILogger<JobRescuer> logger)
    : BackgroundService
{
    private readonly ConcurrentDictionary<TargetEnvironment, Rest> _rests = new();
    private readonly ConcurrentDictionary<TargetEnvironment, ClockReading> _readings = new();
    private readonly ConcurrentDictionary<TargetEnvironment, TimeSpan> _answered = new();

    private readonly RefusedNews _refused = new(time);

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>One look at one environment.</summary>
    public async Task RunOnceAsync(JobStore store, CancellationToken cancellation)
    {
        if (!store.IsServed)
        {
            // Whoever holds leases there may have been cut off as well.
            _rests[store.Environment] = new Rest(null, null);
            return;
        }

        if (_answered.TryGetValue(store.Environment, out var last) && Now - last < store.Rest.Pace(TimeSpan.Zero, options, times: 2))
        {
            return;
        }

        try
        {
            if (!await RestsAsync(store, cancellation))
            {
                await RescueAsync(store, cancellation);
            }
        }
        catch (DatabaseException failure)
        {
            var known = _rests.GetValueOrDefault(store.Environment);
            if (known is null or { From: not null })
            {
                var since = known is not null ? known.Since : _answered.TryGetValue(store.Environment, out var answered) ? answered : (TimeSpan?)null;
                _rests[store.Environment] = new Rest(since, null);
                LogOutage(logger, store.Environment.Label(), failure.Message);
            }
        }
    }

    /// <summary>Where nothing is rescued because a database's clock stepped, for <c>status</c>.</summary>
    public IReadOnlyList<string> Resting() =>
        [.. _rests.Where(one => one.Value.Why is not null).Select(one => $"{one.Key.Label()}: leases are not judged yet: {one.Value.Why}")];

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        stores.All.Select(store => loops.RepeatAsync($"rescue {store.Environment.Label()}", options.RescuePass, stop => RunOnceAsync(store, stop), stoppingToken, atOnce: true)));

    /// <summary>Whether the holders need more time to renew; asks the database with a renewal of nothing whether they can.</summary>
    private async Task<bool> RestsAsync(JobStore store, CancellationToken cancellation)
    {
        if (!_rests.TryGetValue(store.Environment, out var rest))
        {
            return false;
        }

        await store.RenewAsync([], options.Lease, cancellation);
        if (rest.From is not { } from)
        {
            _rests[store.Environment] = rest with { From = Now };
            return true;
        }

        var lasted = rest.Since is { } since ? from - since : options.Lease;
        if (Now - from <= (lasted < options.Lease ? lasted : options.Lease))
        {
            return true;
        }

        _rests.TryRemove(store.Environment, out _);
        return false;
    }

    private async Task RescueAsync(JobStore store, CancellationToken cancellation)
    {
        var known = _readings.GetValueOrDefault(store.Environment);
        var asked = Now;
        var expected = known?.Expect(asked, options.Margin) ?? ClockBounds.Never;
        var answer = await store.RescueExpiredAsync(options.Lease, options.FreeLostLeases, cancellation, expected);
        _answered[store.Environment] = asked;
        foreach (var job in answer.Jobs)
        {
            JobMetrics.Rescued(store.Environment);
            LogRescued(logger, store.Environment.Label(), job.DocumentNumber, job.Id, job.WorkerId ?? "(nobody)", (int)job.StatusId);
        }

        var (named, more) = _refused.Tell(store.Environment, answer.Refused ?? []);
        foreach (var row in named)
        {
            LogRefused(logger, store.Environment.Label(), row.DocumentNumber, row.Id, row.Said);
        }

        if (more)
        {
            LogMoreRefused(logger, store.Environment.Label());
        }

        if (answer.Clock is { } clock && ClockReading.Of(clock, asked, Now) is { } reading)
        {
            _readings[store.Environment] = reading;
            if (answer.OutOfStep)
            {
                var why = known is null ? null : Describe(known.StepTo(reading));
                _rests[store.Environment] = new Rest(null, reading.Answered, why);
                LogOutOfStep(known, reading, store.Environment.Label(), why);
            }
        }
    }

    private static string? Describe(TimeSpan step) => step.Ticks switch
    {
        > 0 => Invariant($"the database's clock went {step.TotalSeconds:0.0} s ahead of this machine's (it was set, another server took over, or this machine stood still)"),
        < 0 => Invariant($"the database's clock went back {-step.TotalSeconds:0.0} s (it was set, or another server took over); what dead workers held, and what waits for its time, may wait so much longer"),
        _ => null,
    };

    private void LogOutOfStep(ClockReading? known, ClockReading reading, string environment, string? why)
    {
        if (why is not null)
        {
            LogStepped(logger, environment, why, options.Lease.TotalSeconds);
        }
        else if (known is not null)
        {
            LogSlow(logger, environment, (reading.Answered - reading.Asked).TotalSeconds, options.Lease.TotalSeconds);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: rescued {Number} ({JobId}) from {WorkerId}; back at status {Status}.")]
    private static partial void LogRescued(ILogger logger, string environment, string number, Guid jobId, string workerId, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: the database refuses to have {Number} ({JobId}) rescued ({Said}); it is left aside and tried again within 15 minutes. Look at the triggers and constraints of extraction_queue.")]
    private static partial void LogRefused(ILogger logger, string environment, string number, Guid jobId, string said);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: the database refuses to have more documents rescued than are named here within an hour; 'status' counts them and shows the latest.")]
    private static partial void LogMoreRefused(ILogger logger, string environment);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: no rescue while the database is away: {Why}")]
    private static partial void LogOutage(ILogger logger, string environment, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: {Why}. Nothing is rescued for {Lease:0.#} s, so that holders renew first. Look at the time synchronisation of both machines.")]
    private static partial void LogStepped(ILogger logger, string environment, string why, double lease);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Environment}: a look for ended leases was held up on its way ({Seconds:0.0} s), so that its time proves nothing. Nothing is rescued for {Lease:0.#} s.")]
    private static partial void LogSlow(ILogger logger, string environment, double seconds, double lease);

    /// <param name="Since">When the last question was asked that was answered before the holders may have been cut off; null when that is not known, and a whole lease is rested.</param>
    /// <param name="From">When they could renew again; null while they cannot.</param>
    /// <param name="Why">For people; null where the log of the outage says it.</param>
    private sealed record Rest(TimeSpan? Since, TimeSpan? From, string? Why = null);
}
