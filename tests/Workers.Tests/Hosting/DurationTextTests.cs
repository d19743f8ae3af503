using Shouldly;
using Xunit;

namespace Workers.Hosting;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData(-5, "1s")]
    [InlineData(89.2, "90s")]
    [InlineData(5399.5, "90m")]
    [InlineData(90_001, "26h")]
    [InlineData(365 * 86_400, "8760h")]
    [InlineData(400 * 86_400, "8760h")]
    public void What_is_left_is_written_as_it_is_typed(double seconds, string text)
    {
        DurationText.Of(TimeSpan.FromSeconds(seconds)).ShouldBe(text);
        DurationText.Parse(text).ShouldNotBeNull();
    }
}
