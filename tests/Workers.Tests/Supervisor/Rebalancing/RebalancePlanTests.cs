using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Capacity;
using Xunit;

namespace Workers.Supervisor.Rebalancing;

public sealed class RebalancePlanTests
{
    private static readonly Footprint Plenty = new(1_000_000, 1_000_000);

    [Fact]
    public void The_first_plan_follows_the_demand_without_waiting_for_votes()
    {
        Start(Demand(90, 10), Limits(10)).Split.ShouldBe(new Split(9, 1));
    }

    [Fact]
    public void Demand_is_work_not_documents()
    {
        var demand = new PoolDemand(new(10, 180, default), new(10, 20, default));

        Start(demand, Limits(10)).Split.ShouldBe(new Split(9, 1));
    }

    [Theory]
    [InlineData(100, 1, 7, 1)]
    [InlineData(1, 100, 1, 7)]
    [InlineData(0, 0, 4, 4)]
    public void The_floors_are_kept(int waitingIndex, int waitingActe, int index, int acte)
    {
        Start(Demand(waitingIndex, waitingActe), Limits(8)).Split.ShouldBe(new Split(index, acte));
    }

    [Fact]
    public void Without_floors_a_mode_with_documents_still_has_a_worker()
    {
        Start(Demand(1000, 1), Limits(4, new Split(0, 0))).Split.ShouldBe(new Split(3, 1));
    }

    [Fact]
    public void A_step_in_demand_moves_workers_after_two_ticks()
    {
        var limits = Limits(8);
        var state = Start(Demand(40, 40), limits);

        state = RebalancePlan.Next(state, Demand(70, 10), limits, isTick: true);
        state.Split.ShouldBe(new Split(4, 4));

        state = RebalancePlan.Next(state, Demand(70, 10), limits, isTick: true);
        state.Split.ShouldBe(new Split(7, 1));
    }

    [Fact]
    public void A_move_is_not_turned_back_before_it_had_time_to_show_except_to_lend()
    {
        var limits = Limits(8);
        var state = Start(Demand(40, 40), limits);
        state = RebalancePlan.Next(state, Demand(70, 10), limits, isTick: true);
        state = RebalancePlan.Next(state, Demand(70, 10), limits, isTick: true);
        var moved = state;

        for (var tick = 0; tick < 10; tick++)
        {
            state = RebalancePlan.Next(state, Demand(10, 70), limits, isTick: true);
            state.Split.ShouldBe(new Split(7, 1), $"tick {tick}");
        }

        RebalancePlan.Next(state, Demand(10, 70), limits, isTick: true).Split.ShouldBe(new Split(1, 7));
        RebalancePlan.Next(moved, Demand(0, 70), limits, isTick: false).Split.ShouldBe(new Split(1, 7));
    }

    [Fact]
    public void Between_ticks_a_step_moves_nobody()
    {
        var limits = Limits(8);
        var state = Start(Demand(40, 40), limits);

        for (var second = 0; second < 29; second++)
        {
            state = RebalancePlan.Next(state, Demand(70, 10), limits, isTick: false);
        }

        state.Split.ShouldBe(new Split(4, 4));
    }

    [Fact]
    public void A_burst_of_one_tick_moves_nobody()
    {
        var limits = Limits(8);
        var state = Start(Demand(40, 40), limits);

        foreach (var demand in new[] { Demand(400, 40), Demand(40, 40), Demand(400, 40), Demand(40, 40) })
        {
            state = RebalancePlan.Next(state, demand, limits, isTick: true);
            state.Split.ShouldBe(new Split(4, 4));
        }
    }

    [Fact]
    public void Steady_noise_moves_nobody_in_small_and_large_pools()
    {
        var random = new Random(7);
        for (var pool = 2; pool <= 16; pool++)
        {
            // Half a worker of noise to either side of an even demand.
            var noise = 100 / pool;
            var limits = Limits(pool);
            var state = Start(Demand(100, 100), limits);
            var first = state.Split;
            for (var tick = 0; tick < 200; tick++)
            {
                state = RebalancePlan.Next(state, Demand(100 + random.Next(-noise / 2, (noise / 2) + 1), 100 + random.Next(-noise / 2, (noise / 2) + 1)), limits, isTick: true);
                state.Split.ShouldBe(first, $"pool {pool}, tick {tick}");
            }
        }
    }

    [Fact]
    public void A_mode_with_nothing_waiting_lends_all_above_its_minimum_at_once()
    {
        var limits = Limits(8);
        var state = Start(Demand(40, 40), limits);

        RebalancePlan.Next(state, Demand(0, 40), limits, isTick: false).Split.ShouldBe(new Split(1, 7));
        RebalancePlan.Next(state, Demand(40, 0), limits, isTick: false).Split.ShouldBe(new Split(7, 1));
    }

    [Fact]
    public void When_nothing_waits_at_all_nobody_moves()
    {
        var limits = Limits(8);
        var state = RebalancePlan.Next(Start(Demand(70, 10), limits), Demand(0, 0), limits, isTick: true);

        state.Split.ShouldBe(new Split(7, 1));
    }

    [Fact]
    public void The_older_queue_weighs_more()
    {
        var even = new PoolDemand(new(50, 60, TimeSpan.FromMinutes(10)), new(50, 60, TimeSpan.Zero));

        Start(even, Limits(10)).Split.ShouldBe(new Split(8, 2));
    }

    [Fact]
    public void One_worker_takes_the_mode_with_more_work()
    {
        Start(Demand(9, 1), Limits(1)).Split.ShouldBe(new Split(1, 0));
        Start(Demand(1, 9), Limits(1)).Split.ShouldBe(new Split(0, 1));
    }

    [Fact]
    public void One_worker_turns_to_a_queue_that_waits_much_longer()
    {
        var limits = Limits(1);
        var demand = new PoolDemand(new(1, 60, TimeSpan.FromMinutes(20)), new(500, 60, TimeSpan.FromMinutes(1)));
        var state = Start(Demand(0, 500), limits);

        state = RebalancePlan.Next(state, demand, limits, isTick: true);
        state = RebalancePlan.Next(state, demand, limits, isTick: true);

        state.Split.ShouldBe(new Split(1, 0));
    }

    [Fact]
    public void An_empty_pool_plans_nothing()
    {
        Start(Demand(10, 10), Limits(0)).Split.ShouldBe(default);
    }

    [Fact]
    public void The_ledger_bounds_the_pool_and_the_floors_are_kept_within()
    {
        // The documented defaults: 6.4 vCPU, one registre worker of 3, four OCR workers wanted.
        var limits = Limits(4) with { Room = new Footprint(3400, 11_000) };

        Start(Demand(50, 50), limits).Split.ShouldBe(new Split(1, 1));
    }

    [Fact]
    public void Without_room_nobody_works_and_with_little_room_the_smaller_mode_that_has_documents_does()
    {
        Start(Demand(50, 50), Limits(4) with { Room = default }).Split.ShouldBe(default);
        Start(Demand(50, 5), Limits(4) with { Room = new Footprint(1200, 9000) }).Split.ShouldBe(new Split(0, 1));
        Start(Demand(50, 0), Limits(4) with { Room = new Footprint(1200, 9000) }).Split.ShouldBe(default);
    }

    [Fact]
    public void Gemini_bounds_the_pool()
    {
        var limits = Limits(16) with { TokensPerMinute = 1_000_000 };

        var split = Start(Demand(0, 500), limits).Split;

        limits.Allow(split).ShouldBeTrue();
        limits.Allow(split with { Acte = split.Acte + 1 }).ShouldBeFalse();
    }

    /// <summary>Less than a worker takes in a minute: slow, not still, whatever waits.</summary>
    [Theory]
    [InlineData(0, 500, 0, 1)]
    [InlineData(500, 0, 1, 0)]
    [InlineData(1, 500, 0, 1)]
    public void A_small_quota_lets_one_document_through_at_a_time_and_says_that_it_binds(int index, int acte, int indexWorkers, int acteWorkers)
    {
        var after = Start(Demand(index, acte), Limits(4) with { TokensPerMinute = 125_000 });

        after.Split.ShouldBe(new Split(indexWorkers, acteWorkers));
        after.Reason.ShouldBe($"Gemini's quota feeds {indexWorkers + acteWorkers} of 4");
        Start(Demand(index, acte), Limits(4) with { RequestsPerMinute = 1, TokensPerMinute = 1 }).Split.Total.ShouldBe(1);
    }

    [Fact]
    public void Losing_room_shrinks_at_once_and_getting_it_back_grows_at_once()
    {
        var limits = Limits(4);
        var state = Start(Demand(50, 50), limits);

        state = RebalancePlan.Next(state, Demand(50, 50), limits with { Room = new Footprint(2500, 9000) }, isTick: false);
        state.Split.ShouldBe(new Split(1, 1));

        RebalancePlan.Next(state, Demand(50, 50), limits, isTick: false).Split.ShouldBe(new Split(2, 2));
    }

    [Fact]
    public void Whatever_happens_the_split_stays_within_pool_floors_and_limits()
    {
        var traces = ArbMap.Default.ArbFor<(byte Index, byte Acte, ushort AgeIndex, ushort AgeActe, bool Tick)[]>();
        Prop.ForAll(traces, ArbMap.Default.ArbFor<(byte Pool, ushort Cpu)>(), (trace, size) =>
        {
            var limits = Limits(size.Pool % 12) with { Room = new Footprint(size.Cpu % 20_000, 100_000) };
            var state = RebalanceState.Initial;
            foreach (var step in trace)
            {
                var demand = new PoolDemand(
                    new(step.Index, 180, TimeSpan.FromSeconds(step.AgeIndex)), new(step.Acte, 25, TimeSpan.FromSeconds(step.AgeActe)));
                state = RebalancePlan.Next(state, demand, limits, step.Tick);
                var split = state.Split;
                Assert.True(split is { Index: >= 0, Acte: >= 0 } && split.Total <= limits.Pool);
                Assert.True(limits.Allow(split));
                Assert.True(split.Total > 0 || limits.Pool == 0 || !limits.Allow(new Split(1, 0)) || !limits.Allow(new Split(0, 1)));
                Assert.True(split.Total < 2 || (split.Index >= limits.Minimum.Index && split.Acte >= limits.Minimum.Acte));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Nobody_is_moved_to_wait_for_work_that_is_not_there()
    {
        var limits = Limits(8);
        var demand = new PoolDemand(new(1, 600, default), new(4, 25, default));
        var state = new RebalanceState(new(1, 7), 0, "");

        state = RebalancePlan.Next(state, demand, limits, isTick: true);
        state = RebalancePlan.Next(state, demand, limits, isTick: true);

        state.Split.ShouldBe(new Split(2, 6));
    }

    [Fact]
    public void Under_a_constant_demand_the_split_goes_one_way_comes_to_rest_and_stays()
    {
        var draws = ArbMap.Default.ArbFor<(byte Index, byte Acte, ushort AgeIndex, ushort AgeActe, byte Pool)>();
        Prop.ForAll(draws, ArbMap.Default.ArbFor<(byte MinIndex, byte MinActe, ushort Cpu, ushort Rpm, byte From)>(), (draw, bounds) =>
        {
            var pool = draw.Pool % 17;
            var minimum = pool < 2 ? default : new Split(bounds.MinIndex % (pool / 2 + 1), bounds.MinActe % (pool / 2 + 1));
            var limits = Limits(pool, minimum) with { Room = new(bounds.Cpu % 30_000, 1_000_000), RequestsPerMinute = bounds.Rpm % 200 };
            var demand = new PoolDemand(
                new(draw.Index, 180, TimeSpan.FromSeconds(draw.Index == 0 ? 0 : draw.AgeIndex % 7200)), new(draw.Acte, 25, TimeSpan.FromSeconds(draw.Acte == 0 ? 0 : draw.AgeActe % 7200)));
            var from = pool == 0 ? 0 : bounds.From % (pool + 1);
            var splits = new List<Split> { new(from, pool - from) };
            var state = RebalanceState.Initial with { Split = splits[0] };
            for (var tick = 0; tick < (2 * pool) + 12; tick++)
            {
                state = RebalancePlan.Next(state, demand, limits, isTick: true);
                if (tick is not 0)
                {
                    splits.Add(state.Split);
                }
            }

            var ways = splits.Skip(1).Zip(splits.Skip(2), (before, after) => Math.Sign(after.Index - before.Index)).Where(way => way != 0).Distinct();
            Assert.True(ways.Count() <= 1, string.Join(" ", splits));
            Assert.Single(splits.TakeLast(6).Distinct());
            Assert.True(limits.Allow(state.Split) && state.Split.Total <= pool);
        }).QuickCheckThrowOnFailure();
    }

    private static RebalanceState Start(PoolDemand demand, PoolLimits limits) =>
        RebalancePlan.Next(RebalanceState.Initial, demand, limits, isTick: false);

    private static PoolDemand Demand(int index, int acte) => new(new(index, 60, default), new(acte, 60, default));

    private static PoolLimits Limits(int pool, Split? minimum = null) =>
        new(pool, minimum ?? (pool < 2 ? default : new Split(1, 1)), Plenty, 1_000_000, 1_000_000_000);
}
