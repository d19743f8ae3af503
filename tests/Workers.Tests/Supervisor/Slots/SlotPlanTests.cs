using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Capacity;
using Xunit;

namespace Workers.Supervisor.Slots;

public sealed class SlotPlanTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(9, 3)]
    public void No_more_registre_slots_start_than_documents_wait(int waiting, int expected)
    {
        var orders = SlotPlan.Registre([Resting("a"), Resting("b"), Resting("c")], waiting, isSomebodyBlocked: false);

        orders.Count(order => order.Work is WorkerType.Registre).ShouldBe(expected);
    }

    [Fact]
    public void A_slot_that_already_holds_a_reservation_is_preferred()
    {
        var orders = SlotPlan.Registre([Resting("a"), Holding("b", WorkerType.Registre)], waiting: 1, isSomebodyBlocked: false);

        Work(orders, "a").ShouldBeNull();
        Work(orders, "b").ShouldBe(WorkerType.Registre);
    }

    [Fact]
    public void An_idle_slot_lingers_for_two_minutes_and_then_rests()
    {
        var held = Holding("a", WorkerType.Registre);

        Work(SlotPlan.Registre([held with { IdleFor = TimeSpan.FromSeconds(119) }], 0, false), "a").ShouldBe(WorkerType.Registre);
        Work(SlotPlan.Registre([held with { IdleFor = TimeSpan.FromSeconds(120) }], 0, false), "a").ShouldBeNull();
    }

    [Fact]
    public void An_idle_slot_rests_at_once_when_somebody_waits_for_its_reservation()
    {
        Work(SlotPlan.Registre([Holding("a", WorkerType.Registre)], 0, isSomebodyBlocked: true), "a").ShouldBeNull();
    }

    [Fact]
    public void The_pools_minimums_work_even_when_nothing_waits()
    {
        var orders = SlotPlan.Ocr([Resting("a"), Resting("b"), Resting("c")], new(2, 1), new(1, 1), 0, 0, false);

        Count(orders).ShouldBe(new Split(1, 1));
    }

    [Fact]
    public void The_minimums_hold_even_when_somebody_is_blocked()
    {
        var slots = new[] { Holding("a", WorkerType.IndexOcr) with { IdleFor = TimeSpan.FromHours(1) }, Holding("b", WorkerType.ActeOcr) };

        Count(SlotPlan.Ocr(slots, new(1, 1), new(1, 1), 0, 0, isSomebodyBlocked: true)).ShouldBe(new Split(1, 1));
    }

    [Fact]
    public void Slots_keep_their_mode_when_the_split_allows()
    {
        var slots = new[] { Holding("a", WorkerType.ActeOcr), Holding("b", WorkerType.IndexOcr), Resting("c") };

        var orders = SlotPlan.Ocr(slots, new(1, 2), new(1, 1), 5, 5, false);

        Work(orders, "a").ShouldBe(WorkerType.ActeOcr);
        Work(orders, "b").ShouldBe(WorkerType.IndexOcr);
        Work(orders, "c").ShouldBe(WorkerType.ActeOcr);
    }

    [Fact]
    public void An_idle_slot_changes_mode_before_a_busy_one()
    {
        var slots = new[] { Busy("a", WorkerType.ActeOcr), Holding("b", WorkerType.ActeOcr), Busy("c", WorkerType.IndexOcr) };

        var orders = SlotPlan.Ocr(slots, new(2, 1), default, 5, 5, false);

        Work(orders, "a").ShouldBe(WorkerType.ActeOcr);
        Work(orders, "b").ShouldBe(WorkerType.IndexOcr);
    }

    [Fact]
    public void A_slot_above_a_shrunken_pool_finishes_its_document_and_rests_when_somebody_waits()
    {
        var slots = new[] { Busy("a", WorkerType.IndexOcr), Busy("b", WorkerType.ActeOcr), Busy("c", WorkerType.ActeOcr) };

        var orders = SlotPlan.Ocr(slots, new(1, 1), new(1, 1), 9, 9, isSomebodyBlocked: true);

        Count(orders).ShouldBe(new Split(1, 1));
    }

    [Fact]
    public void Orders_never_exceed_what_waits_runs_lingers_or_is_the_minimum()
    {
        var views = ArbMap.Default.ArbFor<(byte Kind, bool Busy, byte Idle)[]>();
        Prop.ForAll(views, ArbMap.Default.ArbFor<(byte Index, byte WaitIndex, byte WaitActe)>(), (kinds, draw) =>
        {
            var slots = kinds.Take(8).Select((kind, number) => new SlotView(
                $"s{number}",
                (kind.Kind % 3) switch { 0 => null, 1 => WorkerType.IndexOcr, _ => WorkerType.ActeOcr },
                kind.Busy && kind.Kind % 3 > 0,
                TimeSpan.FromSeconds(kind.Idle),
                false)).ToList();
            var index = slots.Count == 0 ? 0 : draw.Index % (slots.Count + 1);
            var split = new Split(index, slots.Count - index);
            var minimum = new Split(Math.Min(1, split.Index), Math.Min(1, split.Acte));

            var orders = SlotPlan.Ocr(slots, split, minimum, draw.WaitIndex, draw.WaitActe, isSomebodyBlocked: true);

            var count = Count(orders);
            Assert.Equal(slots.Count, orders.Count);
            Assert.InRange(count.Index, 0, Math.Max(minimum.Index, slots.Count(s => s is { IsBusy: true, Holds: WorkerType.IndexOcr }) + draw.WaitIndex));
            Assert.InRange(count.Acte, 0, Math.Max(minimum.Acte, slots.Count(s => s is { IsBusy: true, Holds: WorkerType.ActeOcr }) + draw.WaitActe));
            Assert.True(count.Index <= split.Index && count.Acte <= split.Acte);
            Assert.True(count.Index >= minimum.Index && count.Acte >= minimum.Acte);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Applying_the_orders_and_planning_again_changes_nothing()
    {
        var slots = new[] { Resting("a"), Holding("b", WorkerType.IndexOcr), Resting("c"), Holding("d", WorkerType.ActeOcr) };
        var first = SlotPlan.Ocr(slots, new(1, 3), new(1, 1), 2, 9, false);

        var applied = first.Select(order => new SlotView(order.WorkerId, order.Work, false, default, false)).ToList();

        SlotPlan.Ocr(applied, new(1, 3), new(1, 1), 2, 9, false).ShouldBe(first);
    }

    private static SlotView Resting(string id) => new(id, null, false, default, false);

    private static SlotView Holding(string id, WorkerType type) => new(id, type, false, default, false);

    private static SlotView Busy(string id, WorkerType type) => new(id, type, true, default, false);

    private static WorkerType? Work(IReadOnlyList<SlotOrder> orders, string id) => orders.Single(order => order.WorkerId == id).Work;

    private static Split Count(IReadOnlyList<SlotOrder> orders) =>
        new(orders.Count(order => order.Work is WorkerType.IndexOcr), orders.Count(order => order.Work is WorkerType.ActeOcr));
}
