using Shouldly;
using Simulators.Chaos;
using Simulators.Demo;
using Xunit;

namespace Workers.Simulators;

/// <summary>What a seed of the chaos suite gives.</summary>
public sealed class ChaosScheduleTests
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [Fact]
    public void The_same_seed_gives_the_same_faults_and_documents_and_another_seed_others()
    {
        Faults(7).ShouldBe(Faults(7));
        Faults(7).ShouldNotBe(Faults(8));
        ChaosFeed.Draw(7, 50).ShouldBe(ChaosFeed.Draw(7, 50));
        ChaosFeed.Draw(7, 50).ShouldNotBe(ChaosFeed.Draw(8, 50));
    }

    [Fact]
    public void Ten_minutes_hold_every_fault_and_none_comes_after_them()
    {
        var faults = Faults(7).ToArray();

        faults.Select(fault => fault.Kind).Distinct().ShouldBe(Enum.GetValues<ChaosFaultKind>(), ignoreOrder: true);
        faults.ShouldAllBe(fault => fault.At < TenMinutes && fault.Daemon < 3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_round_begins_with_a_kill_while_servers_and_network_are_well(ulong seed)
    {
        var schedule = ChaosSchedule.Draw(seed, TenMinutes, daemons: 3);
        var disturbances = schedule.Servers.Concat(schedule.Network).OrderBy(fault => fault.At).ToList();

        var calm = schedule.Daemons.Where(fault => fault.Kind == ChaosFaultKind.DaemonKilled && disturbances.TrueForAll(other =>
            fault.At + ChaosVerdict.RecoveryBar < other.At || other.At + other.Length + TimeSpan.FromSeconds(14) < fault.At)).ToList();

        schedule.Daemons[0].ShouldBe(calm[0]);
        calm.Count.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public void Documents_are_of_every_kind_in_both_environments_and_no_number_comes_twice()
    {
        var feed = DemoFeed.Parse(ChaosFeed.Draw(7, 50));

        feed.Select(document => document.Source).Distinct().Count().ShouldBe(3);
        feed.Select(document => document.Environment).Distinct().ShouldBe(DemoWorld.Environments, ignoreOrder: true);
        feed.Select(document => document.Number).Distinct().Count().ShouldBe(50);
    }

    private static IEnumerable<ChaosFault> Faults(ulong seed) => ChaosSchedule.Draw(seed, TenMinutes, daemons: 3).Lanes.SelectMany(lane => lane);
}
