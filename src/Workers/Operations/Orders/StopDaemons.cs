using System.Runtime.CompilerServices;
using Workers.Hosting;
using Workers.Redis;
using Workers.Steering;
using Workers.Supervisor.Peers;
using Workers.Supervisor.Slots;
using Workers.Supervisor.Stopping;

namespace Workers.Operations.Orders;

/// <param name="Server">One daemon, by the beginning of its id, its host or its SERVER_ID; null for all.</param>
/// <param name="WhenSafe">Holds new paid steps back and waits until none is in flight.</param>
/// <param name="Wait">The longest wait for that.</param>
internal sealed record StopRequest(string? Server, bool WhenSafe, TimeSpan Wait, string By, string? Why = null);

internal enum StopState
{
    /// <summary>A paid step is in flight, or new ones are not held back yet.</summary>
    Waits,

    /// <summary>It was asked to stop and finishes what runs.</summary>
    Stopping,

    /// <summary>It ended in good order.</summary>
    Stopped,

    /// <summary>It is gone without a word: killed, or away from Redis.</summary>
    Gone,

    /// <summary>The safe moment did not come in time; it works on.</summary>
    NotSafe,

    /// <summary>It did not end within its own bound.</summary>
    Late,
}

/// <param name="Daemon">As people tell daemons apart.</param>
/// <param name="Text">For people.</param>
internal sealed record StopStep(string Daemon, StopState State, string Text)
{
    public bool IsEnd => State is not (StopState.Waits or StopState.Stopping);
}

/// <summary>Asks daemons to stop, at a moment at which no paid step is in flight where that is wanted, and follows them to their end.</summary>
internal static class StopDaemons
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>Longer than any daemon needs to see it.</summary>
    private static readonly TimeSpan OrderLasts = TimeSpan.FromHours(1);

    /// <summary>A step whenever something changed; the last of each daemon is its end.</summary>
    /// <exception cref="OperationException">Redis does not answer, nobody is called so, or a daemon does not tell of its paid steps.</exception>
    public static async IAsyncEnumerable<StopStep> RunAsync(Queues queues, StopRequest request, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var stores = await OrderStores.OpenAsync(queues, cancellation);
        var directory = new DaemonDirectory(stores.Redis ?? throw Away(stores.Away!), stores.Keys);
        var daemons = Choose(request, [.. (await ReadAsync(directory, cancellation)).Select(shown => shown.Report)]);
        var follow = daemons.ToDictionary(daemon => daemon.Id, daemon => new Followed(daemon), StringComparer.Ordinal);
        if (request.WhenSafe)
        {
            var held = await HoldAsync(stores, queues, follow.Keys, request, cancellation);
            await foreach (var step in WaitAsync(directory, follow, held, request.Wait, time, cancellation))
            {
                yield return step;
            }

            var late = follow.Values.Where(one => one.Last is StopState.NotSafe).Select(one => one.Daemon.Id).ToList();
            await OrderAsync(stores, queues, late, SteeringVerb.Pause, request, isLifted: true, null, cancellation);
        }

        var asked = follow.Values.Where(one => !one.HasEnded).ToList();
        await OrderAsync(stores, queues, asked.Select(one => one.Daemon.Id), SteeringVerb.Stop, request, isLifted: false, OrderLasts, cancellation);
        var since = time.GetTimestamp();
        while (asked.Exists(one => !one.HasEnded))
        {
            var shown = (await ReadAsync(directory, cancellation)).ToDictionary(daemon => daemon.Report.Id, StringComparer.Ordinal);
            foreach (var one in asked.Where(one => !one.HasEnded))
            {
                if (one.Follow(shown.GetValueOrDefault(one.Daemon.Id), time.GetElapsedTime(since)) is { } step)
                {
                    yield return step;
                }
            }

            await Task.Delay(Pace, time, cancellation);
        }
    }

    private static IReadOnlyList<DaemonReport> Choose(StopRequest request, IReadOnlyList<DaemonReport> daemons)
    {
        var chosen = DaemonNames.Find(request.Server, daemons);
        if (chosen.Count == 0)
        {
            throw new OperationException(
                OperationFailure.Refused,
                request.Server is { } name && daemons.Count > 0
                    ? $"No daemon is called '{Printable.Of(name)}'; running: {string.Join(", ", daemons.Select(DaemonNames.Describe))}."
                    : "No daemon shows itself on this Redis: there is nothing to stop.");
        }

        var mute = chosen.Where(daemon => daemon.Steering is null || daemon.Paid is null).Select(DaemonNames.Describe).ToList();
        return mute.Count == 0
            ? chosen
            : throw new OperationException(
                OperationFailure.Refused, $"{string.Join(", ", mute)}: a daemon of an older version, which neither tells of its paid steps nor takes orders. Stop it by a signal (systemctl stop workers); it finishes its paid step by itself.");
    }

    /// <summary>The first pause must outlast the wait, which begins after the last one was given, and the orders to stop.</summary>
    private static async Task<HashSet<Guid>> HoldAsync(OrderStores stores, Queues queues, IReadOnlyCollection<string> ids, StopRequest request, CancellationToken cancellation) =>
        [.. (await OrderAsync(stores, queues, ids, SteeringVerb.Pause, request, isLifted: false, request.Wait + Margin + (2 * ids.Count * OrderStores.Bound), cancellation)).Select(order => order.Id)];

    private static async Task<IReadOnlyList<SteeringOrder>> OrderAsync(
        OrderStores stores, Queues queues, IEnumerable<string> ids, SteeringVerb verb, StopRequest request, bool isLifted, TimeSpan? lasts, CancellationToken cancellation)
    {
        var given = new List<SteeringOrder>();
        foreach (var id in ids)
        {
            var thing = new OrderedThing(verb, verb is SteeringVerb.Pause ? PauseSubject.Buying : "", IsLifted: isLifted);
            var why = request.Why ?? (verb is SteeringVerb.Pause ? "stop --when-safe" : null);
            given.AddRange((await GiveOrders.RunAsync(stores, queues.Settings, new([thing], id, request.By, lasts, why, IsId: true), cancellation)).Given);
        }

        return given;
    }

    /// <summary>Until each has seen that new paid steps are held back, and has none in flight.</summary>
    private static async IAsyncEnumerable<StopStep> WaitAsync(
        DaemonDirectory directory, Dictionary<string, Followed> follow, HashSet<Guid> held, TimeSpan wait, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        var waiting = follow.Values.ToList();
        while (waiting.Count > 0)
        {
            var shown = (await ReadAsync(directory, cancellation)).ToDictionary(daemon => daemon.Report.Id, StringComparer.Ordinal);
            foreach (var one in waiting.ToList())
            {
                var (step, isOver) = one.Wait(shown.GetValueOrDefault(one.Daemon.Id), held, time.GetElapsedTime(since) >= wait);
                if (isOver)
                {
                    waiting.Remove(one);
                }

                if (step is not null)
                {
                    yield return step;
                }
            }

            if (waiting.Count > 0)
            {
                await Task.Delay(Pace, time, cancellation);
            }
        }
    }

    private static async Task<IReadOnlyList<ShownDaemon>> ReadAsync(DaemonDirectory directory, CancellationToken cancellation)
    {
        try
        {
            return await directory.ReadAsync(cancellation);
        }
        catch (RedisFailureException failure)
        {
            throw Away(failure);
        }
    }

    private static OperationException Away(RedisFailureException failure) => new(
        StoreFailures.Of(failure), $"{failure.Message} Without Redis nobody can see what the daemons do: stop them by a signal (systemctl stop workers); a paid step is finished in any case.");

    /// <summary>One daemon on its way to its end.</summary>
    private sealed class Followed(DaemonReport daemon)
    {
        private string? _told;
        private TimeSpan _ago;

        public DaemonReport Daemon { get; private set; } = daemon;

        public StopState? Last { get; private set; }

        public bool HasEnded => Last is { } state && new StopStep("", state, "").IsEnd;

        /// <returns>What is news, and whether the wait for it is over.</returns>
        public (StopStep? Step, bool IsOver) Wait(ShownDaemon? seen, HashSet<Guid> held, bool isLate)
        {
            if (seen is not { Report: var shown })
            {
                return (Tell(StopState.Gone, "shows itself no longer: it was ended by somebody else, or lost Redis"), true);
            }

            (Daemon, _ago) = (shown, seen.Ago);
            var isHeld = shown.IsStopping || shown.Steering!.InForce.Any(order => held.Contains(order.Id));
            if (isHeld && shown.Paid!.InFlight == 0)
            {
                return (Tell(StopState.Waits, "no paid step in flight, and no new one begins: it may be stopped"), true);
            }

            return isLate
                ? (Tell(StopState.NotSafe, $"not stopped: {ServiceStatus.PaidText(shown.Paid!)}. It works on; ask again, or wait longer with --wait"), true)
                : (Tell(StopState.Waits, isHeld ? ServiceStatus.PaidText(shown.Paid!) : "is told to begin no new paid step"), false);
        }

        /// <returns>Null when nothing is news.</returns>
        public StopStep? Follow(ShownDaemon? seen, TimeSpan since)
        {
            if (seen is not { Report: var shown })
            {
                // Who ends in good order takes its report down; that of a killed one grows old until it is forgotten, also of one that was stopping.
                return _ago < DaemonDirectory.ReportLife - TimeSpan.FromSeconds(2) ? Tell(StopState.Stopped, "stopped")
                    : Daemon.IsStopping ? Tell(StopState.Gone, "shows itself no longer, without having said that it ended: it was killed while it stopped, or took too long at the end; look at its log")
                    : Tell(StopState.Gone, "shows itself no longer, without having said that it stops");
            }

            (Daemon, _ago) = (shown, seen.Ago);
            var busy = shown.Slots.Count(slot => slot.State is SlotState.Working);
            var bound = TimeSpan.FromSeconds(shown.StopSeconds ?? 0) + Margin;
            return since > bound
                ? Tell(StopState.Late, FormattableString.Invariant($"has not ended after {since.TotalSeconds:0} s: look at its log"))
                : Tell(StopState.Stopping, shown.IsStopping ? $"stopping: {(busy == 1 ? "1 document runs" : FormattableString.Invariant($"{busy} documents run"))}" : "asked to stop");
        }

        private StopStep? Tell(StopState state, string text)
        {
            var (isNews, daemon) = (_told != text, DaemonNames.Describe(Daemon));
            (Last, _told) = (state, text);
            return isNews ? new(daemon, state, text) : null;
        }
    }
}
