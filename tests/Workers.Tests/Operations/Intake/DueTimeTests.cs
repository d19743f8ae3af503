using System.Globalization;
using Shouldly;
using Xunit;

namespace Workers.Operations.Intake;

public class DueTimeTests
{
    [Theory]
    [InlineData("2026-12-01", "2026-12-01T05:00:00Z")]
    [InlineData("2026-07-01 09:30", "2026-07-01T13:30:00Z")]
    [InlineData("2026-12-01T09:30", "2026-12-01T14:30:00Z")]
    [InlineData("2026-12-01T14:30:00Z", "2026-12-01T14:30:00Z")]
    [InlineData("2026-12-01T14:30-05:00", "2026-12-01T19:30:00Z")]
    public void A_moment_is_read_as_Quebec_has_it_unless_it_says_otherwise(string text, string moment) =>
        DueTime.Parse(text).ShouldBe(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("01/12/2026")]
    [InlineData("tomorrow")]
    [InlineData("2026-13-01")]
    [InlineData("9999-12-31 23:59")]
    [InlineData("2026-03-08 02:30")] // The hour that clocks leave out.
    public void What_is_no_moment_is_refused(string text) => DueTime.Parse(text).ShouldBeNull();
}
