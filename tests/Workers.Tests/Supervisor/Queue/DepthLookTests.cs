using Shouldly;
using Xunit;

namespace Workers.Supervisor.Queue;

public sealed class DepthLookTests
{
    [Theory]
    [InlineData(false, false, 1000, 3, 500)]
    [InlineData(true, false, 1000, 3, 3)]
    [InlineData(true, true, 100, 3, 100)]
    [InlineData(true, true, 100, 250, 250)]
    public void A_reading_is_as_old_as_the_reason_to_look_allows(bool isWoken, bool goesOn, int pause, int sinceWoken, int most) =>
        new DepthLook(isWoken, goesOn, Milliseconds(pause), TimeSpan.Zero).MostAge(Milliseconds(sinceWoken)).ShouldBe(Milliseconds(most));

    [Theory]
    [InlineData(true, 40, 3, true)]
    [InlineData(true, 3, 3, true)]
    [InlineData(true, 2, 3, false)]
    [InlineData(true, 0, 0, false)]
    [InlineData(false, 40, 3, false)]
    public void It_may_lack_a_change_that_came_after_it_began(bool isWoken, int age, int sinceWoken, bool isBehind) =>
        new DepthLook(isWoken, GoesOnChanging: true, Milliseconds(100), TimeSpan.Zero).IsBehind(Milliseconds(age), Milliseconds(sinceWoken)).ShouldBe(isBehind);

    [Fact]
    public void Who_was_not_woken_takes_what_was_half_a_while_old_when_the_reading_ended() =>
        new DepthLook(IsWoken: false, GoesOnChanging: false, Milliseconds(1000), Milliseconds(700)).MostAge(TimeSpan.Zero).ShouldBe(Milliseconds(1200));

    private static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}
