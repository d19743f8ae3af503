using Shouldly;
using Xunit;

namespace Workers.Jobs.Outcomes;

public sealed class RetryPolicyTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(4, 80)]
    [InlineData(7, 600)]
    [InlineData(1_000_000, 600)]
    public void The_delay_doubles_with_each_attempt_up_to_the_longest(int attempt, int seconds)
    {
        RetryPolicy.DelayAfter(attempt, First, Longest, jitter: 1).ShouldBe(TimeSpan.FromSeconds(seconds));
        RetryPolicy.DelayAfter(attempt, First, Longest, jitter: 0).ShouldBe(TimeSpan.FromSeconds(seconds) / 2);
    }

    [Fact]
    public void What_the_other_side_asked_for_is_the_least()
    {
        RetryPolicy.DelayAfter(1, First, Longest, 1, asked: TimeSpan.FromHours(2)).ShouldBe(TimeSpan.FromHours(2));
        RetryPolicy.DelayAfter(5, First, Longest, 1, asked: TimeSpan.FromSeconds(1)).ShouldBe(TimeSpan.FromSeconds(160));
    }

    [Fact]
    public void A_lease_that_cannot_be_renewed_in_time_is_a_configuration_fault()
    {
        new JobOptions { Lease = TimeSpan.FromSeconds(5) }.Check().ShouldHaveSingleItem().Variable.ShouldBe("JOB_LEASE_SECONDS");
        new JobOptions().Check().ShouldBeEmpty();
    }
}
