using Simulators.Paper;

namespace Simulators.Chaos;

/// <summary>
/// The faults of a run, the same for the same seed: lanes that run beside each other, each one fault after the other. A run is a
/// row of rounds. Each begins with half a minute in which servers and network are well, and a daemon is killed in it: that
/// recovery is measured undisturbed. Then everything fails.
/// </summary>
internal sealed record ChaosSchedule(
    IReadOnlyList<ChaosFault> Daemons, IReadOnlyList<ChaosFault> Servers, IReadOnlyList<ChaosFault> Network, IReadOnlyList<ChaosFault> Outside)
{
    /// <summary>Seconds of a round.</summary>
    private const double Round = 105;

    private static readonly ChaosFaultKind[] DaemonKinds = [ChaosFaultKind.DaemonKilled, ChaosFaultKind.DaemonFrozen, ChaosFaultKind.DaemonCutOff];

    // A Redis without its data, or with a part of it, needs a minute to be trusted again: these come first in a round.
    private static readonly ChaosFaultKind[] FirstKinds = [ChaosFaultKind.RedisFailedOver, ChaosFaultKind.RedisEmptied];

    private static readonly ChaosFaultKind[] ServerKinds =
    [
        .. FirstKinds, ChaosFaultKind.RedisRestarted, ChaosFaultKind.RedisPaused, ChaosFaultKind.RedisReadOnly, ChaosFaultKind.RedisFull,
        ChaosFaultKind.PostgresKilled, ChaosFaultKind.PostgresRestarted, ChaosFaultKind.PostgresPaused, ChaosFaultKind.PostgresReadOnly, ChaosFaultKind.PostgresFull,
        ChaosFaultKind.PostgresFailedOver,
    ];

    private static readonly ChaosFaultKind[] NetworkKinds =
    [
        ChaosFaultKind.RedisLinkSlow, ChaosFaultKind.RedisLinkStalled, ChaosFaultKind.RedisLinkMute, ChaosFaultKind.RedisLinkCut,
        ChaosFaultKind.DatabaseLinkSlow, ChaosFaultKind.DatabaseLinkStalled, ChaosFaultKind.DatabaseLinkMute, ChaosFaultKind.DatabaseLinkCut,
    ];

    private static readonly ChaosFaultKind[] OutsideKinds = [.. Enum.GetValues<ChaosFaultKind>().Except([.. DaemonKinds, .. ServerKinds, .. NetworkKinds])];

    public IEnumerable<IReadOnlyList<ChaosFault>> Lanes => [Daemons, Servers, Network, Outside];

    /// <summary>Draws the faults of <paramref name="span"/>.</summary>
    public static ChaosSchedule Draw(ulong seed, TimeSpan span, int daemons)
    {
        var dice = new Dice(seed);
        return new ChaosSchedule(
            Lane(dice, span, daemons, DaemonKinds, from: 9, to: Round - 20, every: 17),
            Lane(dice, span, daemons, ServerKinds, from: 32, to: Round - 20, every: 8),
            Lane(dice, span, daemons, NetworkKinds, from: 36, to: Round - 20, every: 8),
            Lane(dice, span, daemons, OutsideKinds, from: 3, to: Round, every: 4));
    }

    /// <summary>Deals kinds from a shuffled deck, so that each comes before one comes again, at uneven times between two seconds of each round.</summary>
    private static List<ChaosFault> Lane(Dice dice, TimeSpan span, int daemons, ChaosFaultKind[] kinds, double from, double to, int every)
    {
        var faults = new List<ChaosFault>();
        var deck = new List<ChaosFaultKind>();
        for (var round = 0.0; round + from < span.TotalSeconds; round += Round)
        {
            var first = new Queue<ChaosFaultKind>(kinds == DaemonKinds ? [ChaosFaultKind.DaemonKilled] : FirstKinds);
            for (var at = round + from + dice.Between(0.0, 2.0); at < round + to && at < span.TotalSeconds; at += every + dice.Between(0.0, 4.0))
            {
                if (deck.Count == 0)
                {
                    deck.AddRange(kinds.OrderBy(_ => dice.Next()));
                }

                var kind = first.TryDequeue(out var wanted) && (kinds == DaemonKinds || deck.Remove(wanted)) ? wanted : Take(deck);
                faults.Add(new ChaosFault(TimeSpan.FromSeconds(at), kind, dice.Between(0, daemons - 1), TimeSpan.FromSeconds(LengthOf(dice, kind))));
            }
        }

        return faults;
    }

    /// <summary>The next of the deck. What waits for the begin of a round is passed over while others are left.</summary>
    private static ChaosFaultKind Take(List<ChaosFaultKind> deck)
    {
        var at = Math.Max(0, deck.FindIndex(kind => !FirstKinds.Contains(kind)));
        var kind = deck[at];
        deck.RemoveAt(at);
        return kind;
    }

    /// <summary>Seconds. A frozen or cut off daemon comes back after its leases of 12 s have ended.</summary>
    private static double LengthOf(Dice dice, ChaosFaultKind kind) => kind switch
    {
        ChaosFaultKind.DaemonFrozen or ChaosFaultKind.DaemonCutOff => dice.Between(15.0, 18.0),
        ChaosFaultKind.DaemonKilled => dice.Between(0.5, 3.0),
        ChaosFaultKind.GeminiLowerQuota => dice.Between(10.0, 15.0),
        _ => dice.Between(2.0, 6.0),
    };
}
