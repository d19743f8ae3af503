using Workers.Steering;
using Workers.Steering.Stores;
using Workers.Supervisor.Slots;

namespace Workers.Operations.Orders;

/// <summary>An order that a daemon does not follow.</summary>
internal sealed record IgnoredOrder(string Daemon, SteeringOrder Order, string Why);

/// <param name="InForce">Every order that holds for any daemon.</param>
/// <param name="Ignored">Of these, what a daemon that runs does not follow, and why.</param>
/// <param name="Unseen">Daemons that run and have not seen the newest order yet, or are of a version that does not tell.</param>
/// <param name="Events">The latest orders as they were given, newest first, where they were asked for.</param>
internal sealed record OrderList(
    IReadOnlyList<SteeringOrder> InForce, IReadOnlyList<IgnoredOrder> Ignored, IReadOnlyList<string> Unseen, IReadOnlyList<StoreAnswer> Stores, IReadOnlyList<SteeringOrder> Events);

/// <summary>What operators ordered of running daemons.</summary>
internal static class ListOrders
{
    private static readonly TimeSpan Told = TimeSpan.FromMinutes(5);

    /// <param name="events">How many of the latest orders are told as they were given.</param>
    /// <exception cref="OperationException">No store answered.</exception>
    public static async Task<OrderList> RunAsync(Queues queues, int events, CancellationToken cancellation)
    {
        await using var stores = await OrderStores.OpenAsync(queues, cancellation);
        if (stores.FindSilence() is { } silence)
        {
            throw new OperationException(stores.SilenceOf(), $"What is ordered cannot be told: {silence}.");
        }

        var now = TimeProvider.System.GetUtcNow();
        var daemons = await stores.ReadDaemonsAsync(cancellation);
        return new(
            [.. stores.Known.All.Where(order => order.IsInForce(now) && !IsOfAGoneStart(order, stores.Redis is null ? null : daemons, now)).OrderBy(order => order.At)],
            [.. daemons.SelectMany(daemon => (daemon.Steering?.Skipped ?? []).Select(skipped => new IgnoredOrder(DaemonNames.Describe(daemon), skipped.Order, skipped.Why)))],
            [.. daemons.Where(daemon => (daemon.Steering?.Revision ?? -1) < stores.Known.Revision).Select(DaemonNames.Describe)],
            stores.Answers,
            events > 0 ? await ReadEventsAsync(queues, events, cancellation) : []);
    }

    /// <summary>A daemon that ended does not come again under its id: what was ordered of it holds for nobody. For a while it is still told (pure).</summary>
    /// <param name="daemons">That show themselves; null where nobody knows.</param>
    internal static bool IsOfAGoneStart(SteeringOrder order, IReadOnlyList<DaemonReport>? daemons, DateTimeOffset now) =>
        daemons is not null && SteeredDaemon.IsOneStart(order.Server) && now - order.At > Told && !daemons.Any(daemon => daemon.AsSteered.IsMeantBy(order));

    /// <summary>Each order once, however many databases have it.</summary>
    private static async Task<IReadOnlyList<SteeringOrder>> ReadEventsAsync(Queues queues, int most, CancellationToken cancellation)
    {
        var told = await Task.WhenAll(queues.Configured.Select(async environment =>
        {
            try
            {
                return await queues.SteeringOf(environment).ReadEventsAsync(most, cancellation).WaitAsync(OrderStores.Bound, cancellation);
            }
            catch (Exception away) when (away is SteeringStoreException or TimeoutException)
            {
                return [];
            }
        }));
        return [.. told.SelectMany(orders => orders).DistinctBy(order => order.Id).OrderByDescending(order => order.Revision).Take(most)];
    }
}
