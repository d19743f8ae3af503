using Shouldly;
using Xunit;

namespace Workers.Registre.Matching;

public sealed class PlanChoiceTests
{
    [Fact]
    public void The_latest_plan_is_in_force_wherever_it_stands() =>
        PlanChoice.Decide([new(0, "Plan 2 2024-05-14"), new(1, "Plan 1 1998-01-02")])!.Position.ShouldBe(0);

    [Fact]
    public void Without_dates_the_last_is_the_latest() =>
        PlanChoice.Decide([new(0, "Plan 1"), new(1, "Plan 2 2024-05-14"), new(2, "Plan 3")])!.Position.ShouldBe(2);

    [Fact]
    public void An_empty_list_offers_nothing() => PlanChoice.Decide([]).ShouldBeNull();
}
