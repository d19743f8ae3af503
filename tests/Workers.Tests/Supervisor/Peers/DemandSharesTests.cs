using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Supervisor.Queue;
using Workers.Supervisor.Rebalancing;
using Xunit;

namespace Workers.Supervisor.Peers;

public sealed class DemandSharesTests
{
    private static readonly SecondsPerDocument Seconds = new(180, 20);

    [Fact]
    public void A_daemon_alone_plans_with_everything()
    {
        var share = Share("a", [Queue(downloads: 3, index: 5, acte: 7)], PeerOf("a", registre: 1, ocr: 2, free: 0));

        share.ShouldBe(new DemandShare(3, new(new(5, 180, default), new(7, 20, default)), 5, 7));
    }

    [Fact]
    public void A_document_wakes_one_daemon_and_not_all()
    {
        var peers = PeersOf("a", "b", "c");

        peers.Sum(peer => Share(peer.Id, [Queue(downloads: 1, acte: 1)], peers).Downloads).ShouldBe(1);
        peers.Sum(peer => Share(peer.Id, [Queue(downloads: 1, acte: 1)], peers).Acte).ShouldBe(1);
    }

    [Fact]
    public void Whoever_is_busy_is_passed_over()
    {
        Peer[] peers = [PeerOf("a", 1, ocr: 4, free: 0), PeerOf("b", 1, ocr: 4, free: 3)];

        Share("a", [Queue(acte: 3)], peers).Acte.ShouldBe(0);
        Share("b", [Queue(acte: 3)], peers).Acte.ShouldBe(3);
    }

    [Fact]
    public void Pools_of_one_have_together_the_split_of_one_large_pool()
    {
        // Two thirds of the work is index work.
        var peers = PeersOf("a", "b", "c");
        EnvironmentQueue[] queues = [Queue(index: 40, acte: 180)];

        var splits = peers.Select(peer => PlanOf(peer, Share(peer.Id, queues, peers).Ocr)).ToList();

        splits.Count(split => split == new Split(1, 0)).ShouldBe(2);
        splits.Count(split => split == new Split(0, 1)).ShouldBe(1);
    }

    [Fact]
    public void Under_a_backlog_everybody_is_awake_whatever_its_stretch()
    {
        var peers = PeersOf("a", "b", "c");

        EnvironmentQueue[] queues = [Queue(index: 40, acte: 180)];

        peers.ShouldAllBe(peer => Share(peer.Id, queues, peers).Reading == 220);
    }

    [Fact]
    public void A_document_that_nobody_took_is_everybodys()
    {
        var peers = PeersOf("a", "b");
        EnvironmentQueue[] queues = [new(TargetEnvironment.Prod, Ready(1, 11), default, Ready(1, 11))];

        peers.ShouldAllBe(peer => Share(peer.Id, queues, peers).Downloads == 1);
        peers.ShouldAllBe(peer => Share(peer.Id, queues, peers).Acte == 1);
    }

    [Fact]
    public void What_only_one_daemon_serves_is_wholly_its_own()
    {
        Peer[] peers = [PeerOf("a", 1, 4, 4), PeerOf("b", 1, 4, 4) with { Serves = [TargetEnvironment.Dev] }];

        Share("a", [Queue(acte: 4)], peers).Acte.ShouldBe(4);
        Share("b", [Queue(acte: 4) with { Environment = TargetEnvironment.Dev }], peers).Acte.ShouldBe(4);
    }

    [Fact]
    public void When_nobody_has_room_all_know_what_waits()
    {
        var peers = new[] { PeerOf("a", 0, 0, 0), PeerOf("b", 0, 0, 0) };

        EnvironmentQueue[] queues = [Queue(index: 2)];

        peers.ShouldAllBe(peer => Share(peer.Id, queues, peers).Ocr.Index.Waiting == 2);
    }

    [Fact]
    public void Every_document_is_somebodys_and_none_is_anybodys_twice() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        CaseGenerator().ToArbitrary(),
        one =>
        {
            var shares = one.Peers.Select(peer => (peer, share: Share(peer.Id, [one.Queue], one.Peers))).ToList();
            var free = one.Peers.Sum(peer => peer.Ocr.Free);
            var waits = one.Queue.Index.Documents + one.Queue.Acte.Documents;

            if (one.Peers.Any(peer => peer.Ocr.Slots > 0))
            {
                shares.Sum(part => part.share.Ocr.Index.Waiting).ShouldBe(one.Queue.Index.Documents);
                shares.Sum(part => part.share.Ocr.Acte.Waiting).ShouldBe(one.Queue.Acte.Documents);
            }

            if (waits <= free)
            {
                shares.ShouldAllBe(part => part.share.Reading <= part.peer.Ocr.Free);
            }
        }));

    private static Gen<(EnvironmentQueue Queue, Peer[] Peers)> CaseGenerator() =>
        from count in Gen.Choose(1, 5)
        from slots in Gen.ArrayOf(Gen.Choose(0, 6), count)
        from free in Gen.ArrayOf(Gen.Choose(0, 6), count)
        from index in Gen.Choose(0, 40)
        from acte in Gen.Choose(0, 40)
        select (
            Queue(index: index, acte: acte),
            Enumerable.Range(0, count).Select(n => PeerOf($"{(char)('a' + n)}", 1, slots[n], Math.Min(slots[n], free[n]))).ToArray());

    private static Split PlanOf(Peer peer, PoolDemand demand) => RebalancePlan.Next(
        RebalanceState.Initial, demand, new(peer.Ocr.Slots, default, new(1_000_000, 1_000_000), 1_000_000, 1_000_000_000), isTick: true).Split;

    private static DemandShare Share(string me, EnvironmentQueue[] queues, params Peer[] peers) => DemandShares.Share(queues, me, peers, Seconds);

    private static Peer[] PeersOf(params string[] ids) => [.. ids.Select(id => PeerOf(id, 1, 1, 1))];

    private static Peer PeerOf(string id, int registre, int ocr, int free) => new(id, [TargetEnvironment.Prod], new(registre, registre), new(ocr, free));

    private static EnvironmentQueue Queue(int downloads = 0, int index = 0, int acte = 0) =>
        new(TargetEnvironment.Prod, Ready(downloads), Ready(index), Ready(acte));

    private static Waiting Ready(int documents, int seconds = 0) => new(documents, default, TimeSpan.FromSeconds(seconds));
}
