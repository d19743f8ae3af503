using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Capacity.Ledger;
using Xunit;

namespace Workers.Capacity.Measurement;

public sealed class UnseenGrowthTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Looks at the ledger, so many seconds apart; four workers may be absent or of any type, and may have begun anew.</summary>
    private static readonly Arbitrary<Look[]> Looks = Gen.ArrayOf(
        from seconds in Gen.Choose(0, 40)
        from types in Gen.ArrayOf(Gen.Elements<WorkerType?>(null, WorkerType.Registre, WorkerType.IndexOcr, WorkerType.ActeOcr), 4)
        from anew in Gen.Choose(0, 3)
        select new Look(seconds, types, anew)).ToArbitrary();

    [Fact]
    public void Nothing_admitted_is_nothing_expected() => UnseenGrowth.None.Next(Ledger(0)).MebibytesAt(Start).ShouldBe(0);

    [Theory]
    [InlineData(0, 1024)]
    [InlineData(15, 768)]
    [InlineData(45, 256)]
    [InlineData(60, 0)]
    [InlineData(600, 0)]
    public void What_a_worker_is_expected_to_take_falls_evenly_within_a_minute(int seconds, int expected) =>
        UnseenGrowth.None.Next(Ledger(seconds, ("a", WorkerType.Registre, 0))).MebibytesAt(At(seconds)).ShouldBe(expected);

    [Fact]
    public void Who_gives_back_is_expected_to_take_nothing() =>
        UnseenGrowth.None.Next(Ledger(0, ("a", WorkerType.Registre, 0))).Next(Ledger(1)).MebibytesAt(At(1)).ShouldBe(0);

    [Fact]
    public void Who_begins_anew_counts_anew()
    {
        var growth = UnseenGrowth.None.Next(Ledger(0, ("a", WorkerType.Registre, 0))).Next(Ledger(100, ("a", WorkerType.Registre, 100)));

        growth.MebibytesAt(At(100)).ShouldBe(1024);
    }

    [Fact]
    public void A_change_to_a_larger_type_is_expected_to_take_the_difference()
    {
        var growth = UnseenGrowth.None.Next(Ledger(100, ("a", WorkerType.ActeOcr, 0)));
        growth.MebibytesAt(At(100)).ShouldBe(0);

        growth = growth.Next(Ledger(110, ("a", WorkerType.IndexOcr, 0)));

        growth.MebibytesAt(At(110)).ShouldBe(256);
        growth.Next(Ledger(140, ("a", WorkerType.IndexOcr, 0))).MebibytesAt(At(140)).ShouldBe(128);
        growth.Next(Ledger(140, ("a", WorkerType.ActeOcr, 0))).Next(Ledger(170, ("a", WorkerType.ActeOcr, 0))).MebibytesAt(At(170)).ShouldBe(0);
    }

    [Fact]
    public void It_is_never_more_than_all_may_hold_and_never_grows_by_itself_and_ends_after_the_window() => Prop.ForAll(Looks, looks =>
    {
        var (growth, seconds) = (UnseenGrowth.None, 0);
        var since = new int[4];
        foreach (var look in looks)
        {
            seconds += look.Seconds;
            since[look.Anew] = seconds;
            var ledger = Ledger(seconds, [.. look.Types.Select((type, worker) => (Type: type, Id: $"w{worker}", Since: since[worker]))
                .Where(worker => worker.Type is not null).Select(worker => (worker.Id, worker.Type!.Value, worker.Since))]);
            growth = growth.Next(ledger);

            Assert.InRange(growth.MebibytesAt(At(seconds)), 0, ledger.Allocated.Mebibytes);
            Assert.True(ledger.Workers.Where(worker => worker.Since == At(seconds)).Sum(worker => worker.Footprint.Mebibytes) <= growth.MebibytesAt(At(seconds)));
            Assert.True(growth.MebibytesAt(At(seconds + 7)) <= growth.MebibytesAt(At(seconds)));
            Assert.Equal(growth.MebibytesAt(At(seconds + 7)), growth.Next(ledger).MebibytesAt(At(seconds + 7)));
            Assert.Equal(0, growth.MebibytesAt(At(seconds + 60)));
        }
    }).QuickCheckThrowOnFailure();

    private static DateTimeOffset At(int seconds) => Start + TimeSpan.FromSeconds(seconds);

    private static CapacitySnapshot Ledger(int seconds, params (string Id, WorkerType Type, int Since)[] workers)
    {
        LedgerWorker[] held = [.. workers.Select(worker => new LedgerWorker(worker.Id, worker.Type, Footprint.Of(worker.Type), At(worker.Since), "d1"))];
        return new(null, held.Aggregate(default(Footprint), (sum, worker) => sum + worker.Footprint), held, [], [], TimeSpan.Zero, At(seconds));
    }

    private sealed record Look(int Seconds, WorkerType?[] Types, int Anew);
}
