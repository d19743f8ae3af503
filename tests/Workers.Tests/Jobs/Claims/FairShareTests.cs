using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Jobs.Claims;

public sealed class FairShareTests
{
    private static readonly Dictionary<TargetEnvironment, int> Weights = new()
    {
        [TargetEnvironment.Prod] = 6,
        [TargetEnvironment.Staging] = 3,
        [TargetEnvironment.Dev] = 1,
    };

    [Fact]
    public void Ten_turns_are_spread_evenly_by_weight()
    {
        var share = new FairShare(name => Weights[name]);

        var turns = Enumerable.Range(0, 10).Select(_ => share.Pick(TargetEnvironments.All, _ => true)!.Environment).ToArray();

        turns.Count(name => name == TargetEnvironment.Prod).ShouldBe(6);
        turns.Count(name => name == TargetEnvironment.Staging).ShouldBe(3);
        turns.Take(2).ShouldBe([TargetEnvironment.Prod, TargetEnvironment.Staging]);
    }

    [Fact]
    public void An_environment_that_was_empty_for_long_neither_owes_nor_is_owed_turns()
    {
        var share = new FairShare(name => Weights[name]);
        for (var second = 0; second < 1000; second++)
        {
            var pick = share.Pick(TargetEnvironments.All, _ => true)!;
            if (pick.Environment == TargetEnvironment.Prod)
            {
                share.Undo(pick);
                share.Pick([TargetEnvironment.Staging, TargetEnvironment.Dev], _ => true).ShouldNotBeNull();
            }
        }

        var turns = Enumerable.Range(0, 20).Select(_ => share.Pick(TargetEnvironments.All, _ => true)!.Environment).ToArray();

        turns.Count(name => name == TargetEnvironment.Prod).ShouldBeInRange(11, 13);
    }

    [Fact]
    public void A_turn_of_one_that_is_busy_is_waited_for_and_costs_nobody_anything()
    {
        var share = new FairShare(name => Weights[name]);

        share.Pick(TargetEnvironments.All, name => name != TargetEnvironment.Prod).ShouldBeNull();
        share.Pick(TargetEnvironments.All, _ => true)!.Environment.ShouldBe(TargetEnvironment.Prod);
    }

    [Fact]
    public void Whoever_takes_part_is_served_within_ten_turns_whatever_the_others_do() => Prop.ForAll(
        Gen.Elements<IReadOnlyList<TargetEnvironment>>(
            [TargetEnvironment.Dev], [TargetEnvironment.Dev, TargetEnvironment.Prod], [TargetEnvironment.Dev, TargetEnvironment.Staging], TargetEnvironments.All)
            .ListOf(200).ToArbitrary(),
        rounds =>
        {
            var share = new FairShare(name => Weights[name]);
            var sinceDev = 0;
            return rounds.All(candidates =>
            {
                sinceDev = share.Pick(candidates, _ => true)!.Environment == TargetEnvironment.Dev ? 0 : sinceDev + 1;
                return sinceDev <= 20;
            });
        }).QuickCheckThrowOnFailure();
}
