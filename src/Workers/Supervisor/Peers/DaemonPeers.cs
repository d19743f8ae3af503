using Microsoft.Extensions.Logging;
using Workers.Capacity.Ledger;
using Workers.Database.Environments;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Files;
using Workers.Hosting.Listener;
using Workers.Hosting.Loops;
using Workers.Hosting.Settings;
using Workers.Jobs.Claims;
using Workers.Jobs.Leases;
using Workers.Jobs.Parking;
using Workers.Redis;
using Workers.Registre;
using Workers.Registre.Purchases;
using Workers.Steering;
using Workers.Supervisor.Queue;
using Workers.Supervisor.Rebalancing;
using Workers.Supervisor.Reconciliation;
using Workers.Supervisor.Slots;
using Workers.Supervisor.Stopping;

namespace Workers.Supervisor.Peers;

/// <summary>This daemon among the others that share its queues: shows what it offers and learns what they offer.</summary>
internal sealed partial class DaemonPeers(
    DaemonDirectory directory, LedgerDaemonIdentity identity, RedisOptions redis, RegistreOptions registre, DisabledEnvironments disabled, LearnedSeconds learned, Reconciler reconciler, BackgroundLoops loops,
    ClaimDispatcher claims, ParkingLot parking, JobRescuer rescuer, SteeringBoard steering, Steered<SupervisorOptions> settings, PaidSteps paid, StopBounds stopping,
    LoadedSettings file, RedisGateway gateway, DataFolder data, UnservedPorts ports, ILogger<DaemonPeers> logger)
{
    private readonly RedisNews _news = new();
    private IReadOnlyList<Peer> _others = [];

    /// <summary>How many daemons it shares the queues with.</summary>
    public int Others => _others.Count;

    /// <summary>How often one of them was not counted any more: it stops, or did not show itself in time.</summary>
    public int Lost { get; private set; }

    /// <summary>What this daemon plans with.</summary>
    public DemandShare Share(IReadOnlyList<EnvironmentQueue> queues, SlotSet slots, RebalanceState plan)
    {
        var (offered, ocr) = OffersOf(slots, plan);
        var me = new Peer(identity.Id, [.. queues.Select(queue => queue.Environment)], offered, ocr);
        return DemandShares.Share(queues, me.Id, _others.Append(me), learned.Current);
    }

    /// <summary>Shows this daemon and takes note of the others. Without an answer the others count as they were seen last.</summary>
    public async Task ShowAsync(
        IReadOnlyList<EnvironmentQueue> queues, SlotSet slots, RebalanceState plan, CapacitySnapshot capacity, bool isStopping, CancellationToken cancellation)
    {
        var (offered, ocr) = OffersOf(slots, plan);

        // In this order: who reads that a pause is in force and that nothing is in flight can rely on both.
        var ordered = SteeringReport.Of(steering);
        var rests = claims.Rests();
        var report = new DaemonReport(
            identity.Id, identity.Machine.Host, redis.ServerId, isStopping, [.. queues.Select(queue => queue.Environment)], offered, ocr,
            [.. slots.All.Select(slot => slot.Report())], plan.Split, plan.Reason,
            disabled.Reasons.ToDictionary(one => one.Key.Label(), one => one.Value, StringComparer.Ordinal),
            reconciler.Report,
            loops.Report(),
            [.. rests.Select(rest => rest.Describe()), .. rescuer.Resting()],
            parking.Own,
            paid.Report(),
            ordered,
            stopping.Host.TotalSeconds,
            rests,
            file.FindChange(),
            RedisAheadSeconds: gateway.ClockAhead is { } ahead ? Math.Round(ahead.TotalSeconds, 1) : null,
            Disk: FreeSpace.FindFault(data.Root, registre.DiskFree),
            Unserved: ports.Report());
        try
        {
            var shown = await directory.ShowAsync(report, capacity, cancellation);
            var others = shown.Where(daemon => !daemon.IsSilent && daemon.Report.Id != identity.Id && !daemon.Report.IsStopping).Select(daemon => daemon.Report).ToList();
            Lost += _others.Count(known => !others.Exists(other => other.Id == known.Id));
            _others = [.. others.Select(other => new Peer(other.Id, other.Serves, other.Registre, other.Ocr))];
            parking.Heard = [.. others.SelectMany(other => other.Parked ?? [])];
            _news.IsNews(null);
        }
        catch (RedisFailureException failure)
        {
            if (_news.IsNews(failure))
            {
                LogNotShown(failure is RedisRefusedException ? LogLevel.Warning : LogLevel.Debug, failure.Message);
            }
        }
    }

    /// <summary>A pool that was never planned offers all its slots, one that an operator holds back none that is free.</summary>
    private (Offer Registre, Offer Ocr) OffersOf(SlotSet slots, RebalanceState plan)
    {
        var (ordered, options) = (steering.State, settings.Current);
        return (
            SlotSet.OfferOf(slots.Registre, ordered.Find(SteeredWork.Buying) is null ? options.RegistreWorkers : 0),
            SlotSet.OfferOf(slots.Ocr, ordered.Find(SteeredWork.Reading) is not null ? 0 : plan == RebalanceState.Initial ? options.OcrPool : plan.Split.Total));
    }

    [LoggerMessage(Message = "The daemon's report cannot be shown, and other daemons count as they were seen last: {Reason}")]
    private partial void LogNotShown(LogLevel level, string reason);
}
