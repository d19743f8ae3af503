using Shouldly;
using Workers.Jobs.Leases;
using Xunit;

namespace Workers.Jobs;

/// <summary>Leases are judged by the database's clock only where the caller expects it to be.</summary>
public abstract partial class JobStoreContract
{
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_clock_that_is_not_where_it_is_expected_takes_nobodys_lease(int hours)
    {
        await EnqueueAsync(Index());
        var job = await ClaimDownloadAsync();
        var before = (await RescueAsync(ClockBounds.Never)).Clock.ShouldNotBeNull();
        var expected = Around(before);
        await Database.ExecuteAsync("update extraction_queue set lease_expires_at = now() - interval '2 hours' where status_id = 2");
        await Database.SetClockAheadAsync(TimeSpan.FromHours(hours));

        var answer = await RescueAsync(expected);

        (answer.OutOfStep, answer.Jobs.Count).ShouldBe((true, 0));
        (answer.Clock!.Value - before - TimeSpan.FromHours(hours)).ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromMinutes(1));
        (await StatusAsync(job.Id)).ShouldBe(2);
        (await Store.RenewAsync([job.Claim], Lease, CancellationToken.None))[job.Id].ShouldBe(LeaseState.Held);

        var next = await RescueAsync(Around(answer.Clock.Value));
        (next.OutOfStep, next.Jobs.Count).ShouldBe((false, 0), "it was renewed by the clock as it is");
    }

    [Fact]
    public async Task A_lease_from_before_the_clock_went_back_ends_once_the_clock_is_known_to_be_steady()
    {
        await Store.EnqueueAsync([Index("1"), Index("2")], CancellationToken.None);
        var jobs = await ClaimAsync(JobStage.Download, null, "dead", "living");
        await Database.SetClockAheadAsync(TimeSpan.FromHours(-1));
        await Store.RenewAsync([jobs[1].Claim], TimeSpan.FromMinutes(10), CancellationToken.None);

        (await Store.RescueExpiredAsync(Lease, 5, CancellationToken.None)).Jobs.ShouldBeEmpty("who expects nothing of the clock cannot tell");
        var clock = (await RescueAsync(ClockBounds.Never)).Clock!.Value;

        (await RescueAsync(Around(clock))).Jobs.ShouldHaveSingleItem().Id.ShouldBe(jobs[0].Id);
        (await Store.CompleteDownloadAsync(jobs[0].Claim, Stored, CancellationToken.None)).ShouldBe(Written.Stale);
        (await Store.CompleteDownloadAsync(jobs[1].Claim, Stored, CancellationToken.None)).ShouldBe(Written.Now);
    }

    private Task<RescueAnswer> RescueAsync(ClockBounds expected) => Store.RescueExpiredAsync(Lease, 5, CancellationToken.None, expected);

    private static ClockBounds Around(DateTimeOffset clock) => new(clock - TimeSpan.FromMinutes(1), clock + TimeSpan.FromMinutes(1));
}
