using Shouldly;
using Xunit;

namespace Workers.Registre.Matching;

public sealed class PlanChoiceTests
{
    private const string Lot = "1262877";

    [Fact]
    public void The_latest_plan_is_in_force_wherever_it_stands() =>
        PlanChoice.Decide([new(0, "Plan 2 2024-05-14"), new(1, "Plan 1 1998-01-02")], Lot)!.Position.ShouldBe(0);

    [Fact]
    public void Without_dates_the_last_is_the_latest() =>
        PlanChoice.Decide([new(0, "1 262 877", "Plan 1"), new(1, "1 262 877", "Plan 2"), new(2, "1 262 877", "Plan 3")], Lot)!.Position.ShouldBe(2);

    [Fact]
    public void Eight_digits_are_a_day_where_each_row_has_one_in_the_same_place()
    {
        PlanChoice.Decide([new(0, "1 262 877", "20190405", "Plan"), new(1, "1 262 877", "20031012", "Plan"), new(2, "1 262 877", "19981103", "Plan")], Lot)!.Position.ShouldBe(0);
        PlanChoice.Decide([new(0, "20190405", "20010101"), new(1, "20190405", "20020202")], "20190405")!.Position.ShouldBe(1, "the lot's own number is no day");
        PlanChoice.Decide([new(0, "1 262 877", "20190405"), new(1, "1 262 877", "20031399")], Lot).ShouldBeNull("what is a day in one row only may be a number in both");
    }

    [Theory]
    [InlineData("04.05.19", "12.10.03")]
    [InlineData("2019", "2003")]
    [InlineData("2019-04-05", "")]
    public void Dates_that_are_not_understood_choose_nothing(string first, string second)
    {
        PlanChoice.Decide([new(0, "1 262 877", first), new(1, "1 262 877", second)], Lot).ShouldBeNull();
        PlanChoice.Decide([new(0, "1 262 877", first)], Lot).ShouldNotBeNull("there is nothing to choose");
    }

    [Fact]
    public void An_empty_list_offers_nothing() => PlanChoice.Decide([], Lot).ShouldBeNull();
}
