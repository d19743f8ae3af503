using System.Collections.Immutable;

namespace Workers.Steering;

/// <summary>All orders that somebody knows of, the newest of each thing. Merged in any order, any number of times, the same comes out (pure).</summary>
internal sealed class SteeringOrders
{
    private readonly ImmutableSortedDictionary<string, SteeringOrder> _byKey;

    private SteeringOrders(ImmutableSortedDictionary<string, SteeringOrder> byKey) => _byKey = byKey;

    public static SteeringOrders None { get; } = new(ImmutableSortedDictionary.Create<string, SteeringOrder>(StringComparer.Ordinal));

    public IEnumerable<SteeringOrder> All => _byKey.Values;

    /// <summary>The highest there is; 0 where nothing was ever ordered.</summary>
    public long Revision => _byKey.Values.Select(order => order.Revision).DefaultIfEmpty().Max();

    /// <returns>The same object where nothing is new.</returns>
    public SteeringOrders Merge(IEnumerable<SteeringOrder> others)
    {
        var merged = _byKey;
        foreach (var order in others)
        {
            if (!merged.TryGetValue(order.Key, out var known) || order.IsNewerThan(known) || IsForgotten(order, known))
            {
                merged = merged.SetItem(order.Key, order);
            }
        }

        return ReferenceEquals(merged, _byKey) ? this : new(merged);
    }

    /// <summary>The same order, whose reason was taken out since: a purge has named it.</summary>
    private static bool IsForgotten(SteeringOrder order, SteeringOrder known) => order.Id == known.Id && order.Why is null && known.Why is not null;

    /// <summary>What a store that told these does not have, or has older.</summary>
    public IReadOnlyList<SteeringOrder> MissingIn(IEnumerable<SteeringOrder> told)
    {
        var there = None.Merge(told);
        return [.. All.Where(order => !there._byKey.TryGetValue(order.Key, out var kept) || order.IsNewerThan(kept))];
    }

    /// <summary>A revision that comes after all that are known, and after those of this moment that others give.</summary>
    /// <param name="random">Tells two apart that are given in the same millisecond; 0 to 999.</param>
    public long NextRevision(DateTimeOffset now, int random) => Math.Max(Revision + 1, (now.ToUnixTimeMilliseconds() * 1000) + random);
}
