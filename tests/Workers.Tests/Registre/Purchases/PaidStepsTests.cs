using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Workers.Registre.Purchases;

/// <summary>Whether a paid step is in flight, and when none is expected to be.</summary>
public sealed class PaidStepsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly PaidSteps _steps;

    public PaidStepsTests() => _steps = new(_time);

    [Fact]
    public void A_step_is_in_flight_from_its_beginning_until_what_became_of_it_is_known()
    {
        using (var step = _steps.Open())
        {
            _steps.Report().InFlight.ShouldBe(0);
            step.Begin();
            step.Begin();
            _steps.Report().ShouldBe(new(1, null, 0), "nobody knows yet how long they take");
        }

        _steps.Report().ShouldBe(new(0, 0, 0), "nothing is learned from one that never sent anything");
    }

    [Fact]
    public void How_long_the_others_took_tells_when_none_is_in_flight_any_more()
    {
        Take(10, 12, 14, 16, 30);
        using var step = _steps.Open();
        step.Begin();

        _steps.Report().ShouldBe(new(1, 30, 5));
        _time.Advance(TimeSpan.FromSeconds(13));
        _steps.Report().ShouldBe(new(1, 17, 5));
        using var later = _steps.Open();
        later.Begin();
        _steps.Report().ShouldBe(new(2, 30, 5), "the one that ends last counts");
        _time.Advance(TimeSpan.FromSeconds(18));
        _steps.Report().ShouldBe(new(2, null, 5), "the first takes longer than any before");
    }

    [Fact]
    public void What_is_told_is_zero_only_when_nothing_is_in_flight_and_never_negative() => Prop.ForAll(
        Gen.ArrayOf(Gen.Choose(0, 600)).ToArbitrary(), Gen.ArrayOf(Gen.Choose(1, 600)).ToArbitrary(), (ages, took) =>
        {
            var report = PaidEstimate.Of([.. ages.Select(age => TimeSpan.FromSeconds(age))], [.. took.Select(one => TimeSpan.FromSeconds(one))]);
            report.InFlight.ShouldBe(ages.Length);
            (report.SecondsUntilNone is 0).ShouldBe(ages.Length == 0);
            (report.SecondsUntilNone is null).ShouldBe(ages.Length > 0 && (took.Length < PaidEstimate.Fewest || ages.Max() >= took.Max()));
            (report.SecondsUntilNone ?? 1).ShouldBeGreaterThanOrEqualTo(0);
        }).Check(Config.QuickThrowOnFailure);

    private void Take(params int[] seconds)
    {
        foreach (var one in seconds)
        {
            using var step = _steps.Open();
            step.Begin();
            step.Sent();
            _time.Advance(TimeSpan.FromSeconds(one));
        }
    }
}
