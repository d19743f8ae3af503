using Microsoft.Extensions.Logging;
using Workers.Capacity.Ledger;
using Workers.Database.Environments;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Jobs.Claims;
using Workers.Jobs.Leases;
using Workers.Jobs.Parking;
using Workers.Redis;
using Workers.Supervisor.Queue;
using Workers.Supervisor.Rebalancing;
using Workers.Supervisor.Reconciliation;
using Workers.Supervisor.Slots;

namespace Workers.Supervisor.Peers;

/// <summary>This daemon among the others that share its queues: shows what it offers and learns what they offer.</summary>
internal sealed partial class DaemonPeers(
    DaemonDirectory directory, LedgerDaemonIdentity identity, RedisOptions redis, DisabledEnvironments disabled, LearnedSeconds learned, Reconciler reconciler, BackgroundLoops loops,
    ClaimDispatcher claims, ParkingLot parking, JobRescuer rescuer,
    ILogger<DaemonPeers> logger)
{
    /// <summary>Who has not shown itself for so long does not count; each shows itself every second.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly RedisNews _news = new();
    private IReadOnlyList<Peer> _others = [];

    /// <summary>How many daemons it shares the queues with.</summary>
    public int Others => _others.Count;

    /// <summary>What this daemon plans with.</summary>
    public DemandShare Share(IReadOnlyList<EnvironmentQueue> queues, SlotSet slots, RebalanceState plan)
    {
        var (registre, ocr) = OffersOf(slots, plan);
        var me = new Peer(identity.Id, [.. queues.Select(queue => queue.Environment)], registre, ocr);
        return DemandShares.Share(queues, me.Id, _others.Append(me), learned.Current);
    }

    /// <summary>Shows this daemon and takes note of the others. Without an answer the others count as they were seen last.</summary>
    public async Task ShowAsync(
        IReadOnlyList<EnvironmentQueue> queues, SlotSet slots, RebalanceState plan, CapacitySnapshot capacity, bool isStopping, CancellationToken cancellation)
    {
        var (registre, ocr) = OffersOf(slots, plan);
        var report = new DaemonReport(
            identity.Id, identity.Machine.Host, redis.ServerId, isStopping, [.. queues.Select(queue => queue.Environment)], registre, ocr,
            [.. slots.All.Select(slot => slot.Report())], plan.Split, plan.Reason,
            disabled.Reasons.ToDictionary(one => one.Key.Label(), one => one.Value, StringComparer.Ordinal),
            reconciler.Report,
            loops.Report(),
            [.. claims.Resting(), .. rescuer.Resting()],
            parking.Own);
        try
        {
            var shown = await directory.ShowAsync(report, capacity, cancellation);
            var others = shown.Where(daemon => daemon.Ago < Fresh && daemon.Report.Id != identity.Id && !daemon.Report.IsStopping).Select(daemon => daemon.Report).ToList();
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

    /// <summary>A pool that was never planned offers all its slots.</summary>
    private static (Offer Registre, Offer Ocr) OffersOf(SlotSet slots, RebalanceState plan) => (
        SlotSet.OfferOf(slots.Registre, slots.Registre.Count),
        SlotSet.OfferOf(slots.Ocr, plan == RebalanceState.Initial ? slots.Ocr.Count : plan.Split.Total));

    [LoggerMessage(Message = "The daemon's report cannot be shown, and other daemons count as they were seen last: {Reason}")]
    private partial void LogNotShown(LogLevel level, string reason);
}
