using Simulators.Paper;

namespace Simulators.Chaos;

/// <summary>The faults of a run, the same for the same seed: three lanes that run beside each other, each one fault after the other.</summary>
internal sealed record ChaosSchedule(IReadOnlyList<ChaosFault> Daemons, IReadOnlyList<ChaosFault> Servers, IReadOnlyList<ChaosFault> Outside)
{
    private static readonly ChaosFaultKind[] DaemonKinds = [ChaosFaultKind.DaemonKilled, ChaosFaultKind.DaemonFrozen];

    private static readonly ChaosFaultKind[] ServerKinds =
    [
        ChaosFaultKind.RedisRestarted, ChaosFaultKind.RedisEmptied, ChaosFaultKind.RedisPaused, ChaosFaultKind.PostgresRestarted, ChaosFaultKind.PostgresPaused,
    ];

    private static readonly ChaosFaultKind[] OutsideKinds = [.. Enum.GetValues<ChaosFaultKind>().Except(DaemonKinds).Except(ServerKinds)];

    public IEnumerable<IReadOnlyList<ChaosFault>> Lanes => [Daemons, Servers, Outside];

    /// <summary>
    /// Draws the faults of <paramref name="span"/>. A daemon is killed long before the first server fails: that recovery is measured undisturbed.
    /// </summary>
    public static ChaosSchedule Draw(ulong seed, TimeSpan span, int daemons)
    {
        var dice = new Dice(seed);
        return new ChaosSchedule(
            Lane(dice, span, daemons, DaemonKinds, from: 9, every: 13),
            Lane(dice, span, daemons, ServerKinds, from: 32, every: 9),
            Lane(dice, span, daemons, OutsideKinds, from: 3, every: 5));
    }

    private static List<ChaosFault> Lane(Dice dice, TimeSpan span, int daemons, ChaosFaultKind[] kinds, int from, int every)
    {
        var faults = new List<ChaosFault>();
        var deck = new Queue<ChaosFaultKind>();
        for (var at = from + dice.Between(0.0, 2.0); at < span.TotalSeconds; at += every + dice.Between(0.0, 4.0))
        {
            if (deck.Count == 0)
            {
                deck = new Queue<ChaosFaultKind>(kinds.OrderBy(kind => faults.Count == 0 && kind == ChaosFaultKind.DaemonKilled ? 0 : dice.Next()));
            }

            var kind = deck.Dequeue();
            faults.Add(new ChaosFault(TimeSpan.FromSeconds(at), kind, dice.Between(0, daemons - 1), TimeSpan.FromSeconds(LengthOf(dice, kind))));
        }

        return faults;
    }

    /// <summary>Seconds. A frozen daemon wakes after its leases of 12 s have ended.</summary>
    private static double LengthOf(Dice dice, ChaosFaultKind kind) => kind switch
    {
        ChaosFaultKind.DaemonFrozen => dice.Between(15.0, 18.0),
        ChaosFaultKind.DaemonKilled => dice.Between(0.5, 3.0),
        _ => dice.Between(2.0, 6.0),
    };
}
