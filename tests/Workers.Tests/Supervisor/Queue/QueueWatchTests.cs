using Shouldly;
using Xunit;

namespace Workers.Supervisor.Queue;

public sealed class QueueWatchTests
{
    [Theory]
    [InlineData(15, false, 100)]
    [InlineData(900, false, 100)]
    [InlineData(1, true, 100)]
    [InlineData(30, true, 270)]
    [InlineData(900, true, 1000)]
    public void A_queue_that_goes_on_changing_is_read_for_a_tenth_of_the_time_and_a_quiet_one_at_once(int reading, bool isChanging, int pause) =>
        QueueWatch.PauseAfter(TimeSpan.FromMilliseconds(reading), isChanging, TimeSpan.FromSeconds(1)).ShouldBe(TimeSpan.FromMilliseconds(pause));
}
