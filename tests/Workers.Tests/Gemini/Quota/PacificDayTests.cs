using System.Globalization;
using Shouldly;
using Xunit;

namespace Workers.Gemini.Quota;

public sealed class PacificDayTests
{
    [Theory]
    [InlineData("2026-01-15T07:59:59Z", 20_467, -8, -8)]
    [InlineData("2026-01-15T08:00:00Z", 20_468, -8, -8)]
    [InlineData("2026-07-15T06:59:59Z", 20_648, -7, -7)]
    [InlineData("2026-07-15T07:00:00Z", 20_649, -7, -7)]
    [InlineData("2026-03-08T09:00:00Z", 20_520, -8, -7)]
    [InlineData("2026-11-01T08:00:00Z", 20_758, -7, -8)]
    public void A_day_goes_from_midnight_to_midnight_in_summer_and_in_winter(string moment, int number, int offset, int atReset)
    {
        var now = DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
        var day = PacificDay.At(now);

        day.ShouldBe(new(TimeSpan.FromHours(offset), TimeSpan.FromHours(atReset)));
        day.Number(now).ShouldBe(number);
    }

    [Fact]
    public void Without_time_zone_data_the_rule_of_law_gives_the_same_days()
    {
        var byRule = PacificDay.ByRule();
        for (var now = new DateTimeOffset(2024, 1, 1, 0, 30, 0, TimeSpan.Zero); now.Year < 2029; now += TimeSpan.FromHours(5))
        {
            PacificDay.At(now, byRule).ShouldBe(PacificDay.At(now), now.ToString(CultureInfo.InvariantCulture));
        }
    }
}
