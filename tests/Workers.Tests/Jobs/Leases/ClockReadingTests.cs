using Shouldly;
using Xunit;

namespace Workers.Jobs.Leases;

public sealed class ClockReadingTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    [Theory]
    [InlineData(0, 2000)]
    [InlineData(600, 2600)]
    public void An_older_reading_allows_for_the_drift_since_then(int secondsAgo, int tolerance)
    {
        var now = TimeSpan.FromHours(1);
        var then = now - TimeSpan.FromSeconds(secondsAgo);

        var expected = new ClockReading(Noon, then, then).Expect(now, Margin);

        var (middle, off) = (Noon.AddSeconds(secondsAgo), TimeSpan.FromMilliseconds(tolerance));
        expected.ShouldBe(new(middle - off, middle + off));
    }

    [Fact]
    public void The_ends_of_time_are_no_clock()
    {
        ClockReading.Of(DateTimeOffset.MinValue, Margin, Margin).ShouldBeNull();
        ClockReading.Of(DateTimeOffset.MaxValue, Margin, Margin).ShouldBeNull();
        ClockReading.Of(Noon, Margin, Margin).ShouldBe(new ClockReading(Noon, Margin, Margin));
    }
}
