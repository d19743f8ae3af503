using Shouldly;
using Workers.Jobs.Leases;
using Xunit;

namespace Workers.Jobs;

/// <summary>After the database's clock went back.</summary>
public abstract partial class JobStoreContract
{
    [Fact]
    public async Task What_ran_when_the_clock_went_back_can_be_claimed_at_once_when_it_comes_back()
    {
        await Database.SetClockAheadAsync(TimeSpan.FromHours(5));
        var lost = await EnqueueAsync(Index("1"));
        await ClaimDownloadAsync();
        await EnqueueAsync(Index("2"));
        var stored = await ClaimDownloadAsync();
        await EnqueueAsync(Index("3"));
        var back = await ClaimDownloadAsync();

        await Database.SetClockAheadAsync(TimeSpan.FromHours(1));
        await Store.CompleteDownloadAsync(stored.Claim, Stored, CancellationToken.None);
        await HandBackAsync(back);
        (await ClaimOcrAsync()).Id.ShouldBe(stored.Id);
        (await ClaimDownloadAsync()).Id.ShouldBe(back.Id);

        var now = DateTimeOffset.UtcNow + TimeSpan.FromHours(1);
        var rescue = await Store.RescueExpiredAsync(
            Lease, 5, CancellationToken.None, new ClockBounds(now - TimeSpan.FromMinutes(10), now + TimeSpan.FromMinutes(10)));
        rescue.Jobs.ShouldHaveSingleItem().Id.ShouldBe(lost);
        (await ClaimDownloadAsync()).Id.ShouldBe(lost);
    }
}
