using System.Diagnostics.Metrics;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Hosting.Environments;
using Workers.Hosting.Listener;
using Workers.Hosting.Telemetry;
using Workers.Jobs;
using Workers.Jobs.Parking;
using Workers.Steering;
using Workers.Supervisor.Reconciliation;
using Workers.Supervisor.Slots;

namespace Workers.Supervisor;

/// <summary>What the supervisor saw last, as gauges. What it has not seen for a while is not told any longer.</summary>
internal sealed class SupervisorGauges : ObservedGauges
{
    private const double Mebibyte = 1 << 20;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    /// <summary>What can wait and run: told as 0 where there is none of it, and not told where nothing is known.</summary>
    private static readonly QueueGroup[] None =
    [
        .. from source in Enum.GetValues<DocumentSource>()
           from status in new[] { JobStatus.EnAttente, JobStatus.EnTraitement, JobStatus.Complete }
           where (status, source) is not (JobStatus.Complete, DocumentSource.PlanCadastraux)
           select new QueueGroup(status, source, 0, 0, 0, 0, null),
    ];

    private readonly Supervisor _supervisor;
    private readonly TimeProvider _time;

    public SupervisorGauges(
        Supervisor supervisor, SlotSet slots, Reconciler reconciler, ParkingLot parking, Dependencies dependencies, SteeringBoard steering, Steered<SupervisorOptions> settings, TimeProvider time)
    {
        (_supervisor, _time) = (supervisor, time);
        Observe(Instruments.QueueDocuments, () => Groups().SelectMany(Counts));
        Observe(Instruments.QueueOldest, () => Groups().Where(one => one.Group is { Ready: > 0, OldestSeconds: not null }).Select(one => Of(one, one.Group.OldestSeconds!.Value)));
        Observe(Instruments.QueuePaused, () => Paused(steering.State, settings));
        Observe(Instruments.Parked, () => parking.Own.Concat(parking.Heard)
            .Select(parked => (parked.Environment, parked.Stage, parked.Cause)).Distinct()
            .Select(parked => new Measurement<double>(1, Labels.Environment.Is(parked.Environment.Label()), Labels.Stage.Is(Labels.Word(parked.Stage)), Labels.Cause.Is(Labels.Word(parked.Cause)))));
        Observe(Instruments.Slots, () => slots.All.Select(slot => slot.Report()).GroupBy(slot => (slot.Pool, slot.Type, slot.State))
            .Select(same => new Measurement<double>(same.Count(), Labels.Pool.Is(Labels.Word(same.Key.Pool)), Labels.Type.Is(same.Key.Type?.Word() ?? "none"), Labels.State.Is(Labels.Word(same.Key.State)))));
        Observe(Instruments.SlotRestarts, () => slots.All.Select(slot => slot.Report()).GroupBy(slot => slot.Pool)
            .Select(same => new Measurement<double>(same.Sum(slot => slot.Restarts), Labels.Pool.Is(Labels.Word(same.Key)))));
        ObserveCapacity();
        Observe(Instruments.DriftStanding, () => [new(reconciler.Report.Now)]);
        Observe(Instruments.DriftMet, () => Enum.GetValues<DriftKind>().Select(kind => new Measurement<double>(reconciler.Report.Met.GetValueOrDefault(kind), Labels.Kind.Is(Labels.Word(kind)))));
        Observe(Instruments.DriftHealed, () => [new(reconciler.Report.Healed)]);
        Observe(Instruments.Ready, () => dependencies.Look().Select(one => new Measurement<double>(one.WhyNot is null ? 1 : 0, Labels.Dependency.Is(one.Name))));
    }

    private Observation? Seen => _supervisor.Last is { } last && _time.GetElapsedTime(last.At) < Fresh ? last : null;

    private void ObserveCapacity()
    {
        Show(Instruments.CpuAllocated, seen => seen.Allocated.MilliCpu / 1000.0);
        Show(Instruments.CpuBudget, seen => seen.Budget?.MilliCpu / 1000.0);
        Show(Instruments.MemoryAllocated, seen => seen.Allocated.Mebibytes * Mebibyte);
        Show(Instruments.MemoryBudget, seen => seen.Budget?.Mebibytes * Mebibyte);
        Show(Instruments.CapacityWaiting, seen => seen.Waiting.Count);

        void Show(InstrumentName instrument, Func<CapacitySnapshot, double?> figure) =>
            Observe(instrument, () => Seen?.Capacity is { } capacity && figure(capacity) is { } value ? [new(value)] : []);
    }

    private IEnumerable<(TargetEnvironment Environment, QueueGroup Group)> Groups() =>
        Seen?.Queues.SelectMany(queue => queue.Groups is { } groups ? Whole(groups).Select(group => (queue.Environment, group)) : []) ?? [];

    /// <summary>What nobody knows to be ordered is not wanted.</summary>
    private IEnumerable<Measurement<double>> Paused(SteeredState ordered, Steered<SupervisorOptions> settings)
    {
        var wanted = ordered with { IsUnknown = false, Told = null };
        var (buys, reads) = (settings is not { Configured.RegistreWorkers: > 0, Current.RegistreWorkers: 0 }, settings is not { Configured.OcrPool: > 0, Current.OcrPool: 0 });
        return
            from queue in Seen?.Queues ?? []
            from kind in None
            where kind.StatusId is not JobStatus.EnTraitement
            let isHeld = !(kind.StatusId is JobStatus.Complete ? reads : buys) || SteeredPlan.IsHeld(wanted, queue.Environment, kind.StatusId, kind.DocumentSource)
            select Of((queue.Environment, kind), isHeld ? 1 : 0);
    }

    private static IEnumerable<QueueGroup> Whole(IReadOnlyList<QueueGroup> groups) => groups.Concat(None).DistinctBy(group => (group.StatusId, group.DocumentSource));

    private static IEnumerable<Measurement<double>> Counts((TargetEnvironment Environment, QueueGroup Group) one) =>
    [
        Of(one, one.Group.Ready, Labels.State.Is("ready")),
        Of(one, one.Group.Deferred, Labels.State.Is("deferred")),
        Of(one, one.Group.Running, Labels.State.Is("running")),
    ];

    private static Measurement<double> Of((TargetEnvironment Environment, QueueGroup Group) one, double value, params KeyValuePair<string, object?>[] more) => new(
        value,
        [
            Labels.Environment.Is(one.Environment.Label()), Labels.Source.Is(Labels.Word(one.Group.DocumentSource)),
            Labels.Status.Is(Labels.Word(one.Group.StatusId)), .. more,
        ]);
}
