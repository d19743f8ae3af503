using Workers.Hosting.Environments;
using Workers.Supervisor.Queue;
using Workers.Supervisor.Rebalancing;

namespace Workers.Supervisor.Peers;

/// <summary>What a daemon offers of one kind.</summary>
/// <param name="Slots">That could work at this moment, busy or not.</param>
/// <param name="Free">Of these, without a document.</param>
internal readonly record struct Offer(int Slots, int Free);

/// <summary>One daemon among those that share the queues.</summary>
/// <param name="Serves">Environments whose queue it reads.</param>
internal sealed record Peer(string Id, IReadOnlyCollection<TargetEnvironment> Serves, Offer Registre, Offer Ocr);

/// <summary>What one daemon plans with.</summary>
/// <param name="Downloads">For how many documents it wakes Registre workers.</param>
/// <param name="Ocr">Its part of what the OCR pools have to read: what it splits its pool by.</param>
/// <param name="Index">For how many documents it wakes workers in index mode.</param>
/// <param name="Acte">For how many documents it wakes workers in acte mode.</param>
internal sealed record DemandShare(int Downloads, PoolDemand Ocr, int Index, int Acte)
{
    public int Reading => Index + Acte;
}

/// <summary>
/// How several daemons share what waits, without talking about it: all documents lie on one line, index before acte, and
/// each daemon, in the order of their ids, plans with its stretch. Neighbours thus specialise, and together their pools
/// have the split that one large pool would have. It says who wakes and in which mode, never who may claim what.
/// </summary>
internal static class DemandShares
{
    /// <summary>A document that waits longer although somebody is free is everybody's: whoever it was meant for does not come.</summary>
    private static readonly TimeSpan Forsaken = TimeSpan.FromSeconds(10);

    /// <param name="queues">What waits in the environments that this daemon serves.</param>
    /// <param name="peers">All daemons, this one included.</param>
    public static DemandShare Share(IReadOnlyList<EnvironmentQueue> queues, string me, IEnumerable<Peer> peers, SecondsPerDocument seconds)
    {
        var inOrder = peers.OrderBy(peer => peer.Id, StringComparer.Ordinal).ToList();
        var parts = queues
            .GroupBy(queue => string.Join(' ', inOrder.Where(peer => peer.Serves.Contains(queue.Environment)).Select(peer => peer.Id)), StringComparer.Ordinal)
            .Select(group => ShareOne([.. group], me, inOrder.FindAll(peer => peer.Id == me || peer.Serves.Contains(group.First().Environment)), seconds))
            .ToList();
        return new(
            parts.Sum(part => part.Downloads),
            new(Sum(parts, part => part.Ocr.Index, seconds.Index), Sum(parts, part => part.Ocr.Acte, seconds.Acte)),
            parts.Sum(part => part.Index),
            parts.Sum(part => part.Acte));
    }

    /// <summary>Environments that are served by the same daemons share one line.</summary>
    private static DemandShare ShareOne(IReadOnlyList<EnvironmentQueue> queues, string me, List<Peer> peers, SecondsPerDocument seconds)
    {
        var downloads = Waiting.Sum(queues.Select(queue => queue.Downloads));
        var index = Waiting.Sum(queues.Select(queue => queue.Index));
        var acte = Waiting.Sum(queues.Select(queue => queue.Acte));
        var registre = new Line(downloads.Documents, 1, 0, 1);
        var readers = new Line(index.Documents, 1, acte.Documents, 1);
        var work = new Line(index.Documents, new ModeDemand(1, seconds.Index, index.OldestAge).WorkSeconds, acte.Documents, new ModeDemand(1, seconds.Acte, acte.OldestAge).WorkSeconds);

        var (bought, _) = CanAllStart(registre, downloads.Unclaimed, peers, peer => peer.Registre)
            ? registre.Cut(me, peers, peer => peer.Registre.Free)
            : (downloads.Documents, 0);
        if (CanAllStart(readers, Waiting.Sum([index, acte]).Unclaimed, peers, peer => peer.Ocr))
        {
            var (mine, mineActe) = readers.Cut(me, peers, peer => peer.Ocr.Free);
            return new(bought, Demand(mine, mineActe), mine, mineActe);
        }

        var (stretch, stretchActe) = work.Cut(me, peers, peer => peer.Ocr.Slots);
        return new(bought, Demand(stretch, stretchActe), index.Documents, acte.Documents);

        PoolDemand Demand(int indexDocuments, int acteDocuments) =>
            new(new(indexDocuments, seconds.Index, index.OldestAge), new(acteDocuments, seconds.Acte, acte.OldestAge));
    }

    private static bool CanAllStart(Line line, TimeSpan unclaimed, List<Peer> peers, Func<Peer, Offer> offer) =>
        unclaimed < Forsaken && line.Documents <= peers.Sum(peer => offer(peer).Free);

    private static ModeDemand Sum(List<DemandShare> parts, Func<DemandShare, ModeDemand> mode, double seconds) =>
        new(parts.Sum(part => mode(part).Waiting), seconds, parts.Count == 0 ? TimeSpan.Zero : parts.Max(part => mode(part).OldestAge));

    /// <summary>Documents of two kinds in a row, each with its length.</summary>
    private readonly record struct Line(int First, double FirstLength, int Second, double SecondLength)
    {
        public int Documents => First + Second;

        /// <summary>Every document belongs to the daemon in whose stretch its middle lies; the stretches are as the weights.</summary>
        public (int First, int Second) Cut(string me, List<Peer> peers, Func<Peer, int> weight)
        {
            var before = peers.TakeWhile(peer => peer.Id != me).Sum(weight);
            var all = peers.Sum(weight);
            if (all == 0)
            {
                // Nobody can take one: all say so.
                return (First, Second);
            }

            var length = (First * FirstLength) + (Second * SecondLength);
            var from = Until(length * before / all);
            var to = Until(length * (before + weight(peers.First(peer => peer.Id == me))) / all);
            return (to.First - from.First, to.Second - from.Second);
        }

        private (int First, int Second) Until(double position) =>
            (Middles(position, FirstLength, First), Middles(position - (First * FirstLength), SecondLength, Second));

        private static int Middles(double position, double length, int documents) =>
            (int)Math.Clamp(Math.Ceiling((position / length) - 0.5), 0, documents);
    }
}
