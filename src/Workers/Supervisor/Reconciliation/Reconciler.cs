using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Capacity.Ledger;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Redis;
using Workers.Supervisor.Slots;

namespace Workers.Supervisor.Reconciliation;

/// <summary>
/// Compares the leases in Postgres, the reservations in the ledger and the running slots of this daemon without end.
/// What disagrees for longer than anything that is under way is counted, shown and healed; in a steady state there is none.
/// </summary>
internal sealed partial class Reconciler(
    SlotSet slots, RunningJobs running, JobStores stores, CapacityLedger ledger, LedgerDaemonIdentity identity, JobOptions options, BackgroundLoops loops, TimeProvider time, ILogger<Reconciler> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<TargetEnvironment, long> _leasesRead = new();
    private readonly ConcurrentDictionary<Guid, string> _numbers = new();
    private IReadOnlyDictionary<Drift, Suspicion> _suspicions = new Dictionary<Drift, Suspicion>();
    private DriftReport _report = DriftReport.Empty;

    public DriftReport Report => Volatile.Read(ref _report);

    /// <summary>One comparison, and what it heals.</summary>
    public async Task RunOnceAsync(CancellationToken cancellation)
    {
        var seen = await LookAsync(cancellation);
        var before = _suspicions;
        _suspicions = DriftPlan.Next(before, DriftPlan.Compare(seen), time.GetTimestamp(), since => time.GetElapsedTime(since));
        foreach (var (drift, suspicion) in _suspicions.Where(one => one.Value.IsCertain))
        {
            var isNews = !before[drift].IsCertain;
            await MeetAsync(drift, suspicion, isNews, cancellation);
        }

        Volatile.Write(ref _report, Report with { Now = _suspicions.Values.Count(suspicion => suspicion.IsCertain), ComparedAt = time.GetUtcNow() });
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RepeatAsync("reconciliation", Interval, RunOnceAsync, stoppingToken);

    /// <summary>The slots are looked at last: what was claimed meanwhile is then known here before it is missed there.</summary>
    private async Task<Sighting> LookAsync(CancellationToken cancellation)
    {
        _numbers.Clear();
        foreach (var job in running.All)
        {
            _numbers[job.Job.Id] = job.Job.DocumentNumber;
        }

        var answers = await Task.WhenAll(stores.All.Where(store => store.IsServed).Select(store => LeasesAsync(store, cancellation)));
        var reserved = await ReservedAsync(cancellation);
        var working = slots.All.Select(slot => slot.View()).Where(view => view.IsBusy).Select(view => view.WorkerId);
        return new(
            [.. answers.SelectMany(answer => answer.Leased ?? [])],
            answers.Where(answer => answer.Leased is not null).Select(answer => answer.Environment).ToHashSet(),
            [.. running.All.Where(job => job.Cause is StopCause.None).Select(job => new HeldDocument(job.Environment, job.Job.Id, job.Job.ClaimToken, job.Job.WorkerId))],
            reserved,
            ledger.KnownHolders,
            [.. working]);
    }

    private async Task<(TargetEnvironment Environment, IReadOnlyList<HeldDocument>? Leased)> LeasesAsync(JobStore store, CancellationToken cancellation)
    {
        if (_leasesRead.TryGetValue(store.Environment, out var last) && time.GetElapsedTime(last) < store.Rest.Pace(TimeSpan.Zero, options, times: 4))
        {
            return (store.Environment, null);
        }

        try
        {
            var rows = await store.ReadLeasesAsync(slots.All.Select(slot => slot.WorkerId), cancellation).WaitAsync(Bound, time, cancellation);
            var stopping = running.Of(store.Environment).Where(job => job.Cause is not StopCause.None).Select(job => job.Job.Claim).ToHashSet();
            _leasesRead[store.Environment] = time.GetTimestamp();
            foreach (var row in rows)
            {
                _numbers.TryAdd(row.Id, row.DocumentNumber);
            }

            return (store.Environment, [.. rows.Where(row => !stopping.Contains(row.Claim)).Select(row => new HeldDocument(store.Environment, row.Claim.Id, row.Claim.ClaimToken, row.WorkerId))]);
        }
        catch (Exception fault) when (fault is DatabaseException or TimeoutException)
        {
            LogNotCompared(store.Environment.Label(), fault.Message);
            return (store.Environment, null);
        }
    }

    private async Task<IReadOnlyList<LedgerWorker>?> ReservedAsync(CancellationToken cancellation)
    {
        try
        {
            var snapshot = await ledger.ReadAsync(cancellation);
            return snapshot.OpensIn > TimeSpan.Zero ? null : [.. snapshot.Workers.Where(worker => worker.Daemon == identity.Id)];
        }
        catch (RedisFailureException away)
        {
            LogNotCompared("Redis", away.Message);
            return null;
        }
    }

    private async Task MeetAsync(Drift drift, Suspicion suspicion, bool isNews, CancellationToken cancellation)
    {
        if (isNews)
        {
            LogDrift(drift.Kind, drift.WorkerId, _numbers.GetValueOrDefault(drift.JobId, ""), drift.JobId, time.GetElapsedTime(suspicion.Since).TotalSeconds);
            var met = new Dictionary<DriftKind, int>(Report.Met) { [drift.Kind] = Report.Met.GetValueOrDefault(drift.Kind) + 1 };
            Volatile.Write(ref _report, Report with { Met = met, Last = $"{drift.Kind} of {drift.WorkerId}" });
        }

        if (await TryHealAsync(drift, cancellation))
        {
            LogHealed(drift.Kind, drift.WorkerId);
            Volatile.Write(ref _report, Report with { Healed = Report.Healed + 1 });
        }
    }

    /// <returns>False when it stands as it was: the next pass tries again, and the other drifts do not wait for it.</returns>
    private async Task<bool> TryHealAsync(Drift drift, CancellationToken cancellation)
    {
        try
        {
            return await HealAsync(drift, cancellation).WaitAsync(Bound, time, cancellation);
        }
        catch (Exception fault) when (fault is DatabaseException or RedisFailureException or TimeoutException)
        {
            LogNotHealed(drift.Kind, drift.WorkerId, fault.Message);
            return false;
        }
    }

    private async Task<bool> HealAsync(Drift drift, CancellationToken cancellation)
    {
        switch (drift.Kind)
        {
            case DriftKind.LeaseWithoutWork:
                var why = new JobOutcome.HandedBack(HandBackReason.ResourceLost, "leased to a worker that does not work on it");
                return await stores[drift.Environment!.Value].HandBackAsync(new(drift.JobId, drift.ClaimToken), why, options.FreeHandBacks, cancellation) is Written.Now;

            case DriftKind.WorkWithoutLease:
                var job = running.Of(drift.Environment!.Value).FirstOrDefault(job => job.Job.Claim == new ClaimRef(drift.JobId, drift.ClaimToken));
                job?.End(StopCause.LeaseLost);
                return job is not null;

            case DriftKind.ReservationWithoutHolder:
                await ledger.GiveBackAsync(drift.WorkerId, drift.Operation!, cancellation);
                return true;

            default:
                return slots.All.First(slot => slot.WorkerId == drift.WorkerId).View().Holds is { } type
                    && await ledger.ReserveAsync(drift.WorkerId, type, cancellation) is ReserveAnswer.Granted;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Drift: {Kind} of {WorkerId}, document {Number} ({JobId}), for {Seconds:0} s")]
    private partial void LogDrift(DriftKind kind, string workerId, string number, Guid jobId, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Drift healed: {Kind} of {WorkerId}")]
    private partial void LogHealed(DriftKind kind, string workerId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Drift not healed: {Kind} of {WorkerId}: {Why}")]
    private partial void LogNotHealed(DriftKind kind, string workerId, string why);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Not compared: {What}: {Why}")]
    private partial void LogNotCompared(string what, string why);
}
