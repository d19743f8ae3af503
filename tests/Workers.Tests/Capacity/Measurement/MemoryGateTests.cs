using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Workers.Capacity.Measurement;

public sealed class MemoryGateTests
{
    private static readonly WorkerType[] Types = Enum.GetValues<WorkerType>();

    /// <summary>What happens to one worker after another: how much is free in the machine and in its group, what is unseen, the pressure.</summary>
    private static readonly Arbitrary<Ask[]> Asks = Gen.ArrayOf(
        from type in Gen.Elements(Types)
        from free in Gen.OneOf(Gen.Choose(0, 4_000), Gen.Choose(0, 30_000))
        from total in Gen.Elements(512, 2_048, 8_192, 24_000, 262_144)
        from groupFree in Gen.OneOf(Gen.Constant(-1), Gen.Choose(0, 4_000))
        from unseen in Gen.OneOf(Gen.Constant(0), Gen.Choose(0, 3_000))
        from pressure in Gen.OneOf(Gen.Constant(-1), Gen.Constant(0), Gen.Choose(0, 100))
        select new Ask(type, free, total, groupFree, unseen, pressure)).ToArbitrary();

    [Fact]
    public void Whoever_starts_leaves_the_floor_free_everywhere_with_all_that_is_expected_taken() => Check((_, ask, shortage) =>
        shortage is not null || ask.Reading.Limits.All(limit => ask.After(limit) >= MemoryGate.Floor(limit.TotalMebibytes)));

    [Fact]
    public void Whoever_was_refused_for_want_of_room_starts_only_when_clearly_more_is_free() => Check((past, ask, shortage) =>
        shortage is not null || !past.Refused.Contains(ask.Type) || ask.Reading.Limits.All(limit => ask.After(limit) >= MemoryGate.Resume(limit.TotalMebibytes)));

    [Fact]
    public void Above_both_bounds_everybody_starts_whatever_was_before() => Check((_, ask, shortage) =>
        shortage is null || ask.Pressure > MemoryGate.PressureReleases || ask.Reading.Limits.Any(limit => ask.After(limit) < MemoryGate.Resume(limit.TotalMebibytes)));

    [Fact]
    public void Pressure_stops_above_its_bound_and_releases_at_a_lower_one() => Check((past, ask, shortage) =>
        ask.Pressure > MemoryGate.PressureStops || (past.WasPressed && ask.Pressure > MemoryGate.PressureReleases)
            ? shortage is not null
            : shortage is not MemoryShortage.UnderPressure);

    [Fact]
    public void A_measurement_that_does_not_change_never_flaps() => Check((past, ask, shortage) =>
    {
        var (state, _) = ask.Decide(past.Left);
        var (again, same) = ask.Decide(state);
        return same is null == shortage is null && again.Short.SetEquals(state.Short) && again.IsPressed == state.IsPressed;
    });

    [Fact]
    public void Where_nothing_is_measured_everybody_starts() => Check((past, ask, _) =>
        MemoryGate.Decide(past.Left, new([], null), ask.Type, ask.Need, ask.Unseen).Shortage is null);

    [Fact]
    public void More_free_memory_never_stops_who_could_start() => Check((past, ask, shortage) =>
        shortage is not null || (ask with { Free = ask.Free + 500, Unseen = ask.Unseen / 2, Pressure = ask.Pressure / 2 }).Decide(past.Left).Shortage is null);

    [Theory]
    [InlineData(22_000, 0, true)]
    [InlineData(1_537, 0, true)]
    [InlineData(1_536, 0, true)]
    [InlineData(1_535, 0, false)]
    [InlineData(2_536, 1_000, true)]
    [InlineData(2_535, 1_000, false)]
    public void On_24_GB_half_a_GB_stays_free_beside_a_registre_worker(int free, int unseen, bool starts) =>
        (Decide(MemoryGateState.Open, free, unseen).Shortage is null).ShouldBe(starts);

    [Fact]
    public void The_message_names_what_is_needed_what_is_free_and_what_to_do() =>
        Decide(MemoryGateState.Open, free: 614, unseen: 256).Shortage!.Message.ShouldBe(
            "Insufficient memory on this machine: registre needs 1 GB, 0.6 GB free of 23.44 (0.25 GB of it expected by workers that just started), "
            + "0.5 GB must stay free; it starts by itself at 2.25 GB; reduce WORKER_COUNT or what else runs here, or give it more memory");

    [Fact]
    public void Pressure_is_named_with_its_figure_and_file() =>
        MemoryGate.Decide(MemoryGateState.Open, new([], new("/proc/pressure/memory", 34.5m)), WorkerType.ActeOcr, 512, 0).Shortage!.Message.ShouldBe(
            "Insufficient memory: tasks stood still for memory 34.5 % of the last 10 s (/proc/pressure/memory); acte-ocr starts by itself at 10 % or less; "
            + "reduce OCR_WORKER_POOL_SIZE or what else runs here, or give it more memory");

    private static (MemoryGateState Next, MemoryShortage? Shortage) Decide(MemoryGateState state, int free, int unseen) =>
        MemoryGate.Decide(state, new([new("on this machine", "/proc/meminfo", free, 24_000)], null), WorkerType.Registre, 1024, unseen);

    /// <summary>Decides a whole history, each with the state that the one before left.</summary>
    private static void Check(Func<Past, Ask, MemoryShortage?, bool> holds) => Prop.ForAll(Asks, asks =>
    {
        var past = new Past(MemoryGateState.Open, WasPressed: false, []);
        foreach (var ask in asks)
        {
            var (left, shortage) = ask.Decide(past.Left);
            if (!holds(past, ask, shortage))
            {
                return false;
            }

            past = past.Next(left, ask, shortage);
        }

        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    /// <param name="Left">What the gate left to itself.</param>
    /// <param name="WasPressed">Seen from outside: pressure went above the bound that stops, and has not been down at the one that releases.</param>
    /// <param name="Refused">Seen from outside: types whose last answer was that too little is free.</param>
    private sealed record Past(MemoryGateState Left, bool WasPressed, ImmutableHashSet<WorkerType> Refused)
    {
        public Past Next(MemoryGateState left, Ask ask, MemoryShortage? shortage) => new(
            left,
            ask.Pressure > MemoryGate.PressureStops || (WasPressed && ask.Pressure > MemoryGate.PressureReleases),
            shortage is MemoryShortage.TooLittleFree ? Refused.Add(ask.Type) : Refused.Remove(ask.Type));
    }

    private sealed record Ask(WorkerType Type, int Free, int Total, int GroupFree, int Unseen, decimal Pressure)
    {
        public int Need => Footprint.Of(Type).Mebibytes;

        public MemoryReading Reading => new(
            [new("on this machine", "m", Free, Total), .. GroupFree < 0 ? Array.Empty<MemoryLimit>() : [new("in this control group", "g", GroupFree, 4_096)]],
            Pressure < 0 ? null : new("p", Pressure));

        public long After(MemoryLimit limit) => limit.FreeMebibytes - Unseen - Need;

        public (MemoryGateState Next, MemoryShortage? Shortage) Decide(MemoryGateState state) => MemoryGate.Decide(state, Reading, Type, Need, Unseen);
    }
}
