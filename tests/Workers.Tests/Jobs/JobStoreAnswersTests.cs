using Shouldly;
using Workers.Database;
using Workers.Jobs.Outcomes;
using Workers.Support;
using Xunit;

namespace Workers.Jobs;

/// <summary>Answers that are well formed and do not fit what was asked.</summary>
public sealed class JobStoreAnswersTests
{
    private static readonly ClaimRef Claim = new(Guid.Parse("0f8fad5b-d9cb-469f-a165-70867728950e"), 7);
    private static readonly string Written = $$"""{"id":"{{Claim.Id}}","written":"now"}""";

    [Fact]
    public async Task A_renewal_that_names_a_claim_twice_counts_once()
    {
        var states = await Store($$"""{"jobs":[{"id":"{{Claim.Id}}","state":"gone"},{"id":"{{Claim.Id}}","state":"held"}]}""")
            .RenewAsync([Claim], TimeSpan.FromSeconds(15), TestContext.Current.CancellationToken);

        states.ShouldHaveSingleItem().ShouldBe(new(Claim.Id, LeaseState.Held));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task As_many_outcomes_as_were_written_or_the_write_may_be_asked_for_again(int answered)
    {
        var store = Store($$"""{"jobs":[{{string.Join(',', Enumerable.Repeat(Written, answered))}}]}""");
        var failed = new JobOutcome.Failed(FailureKind.Transient, "a page nobody knows");
        var handedBack = new JobOutcome.HandedBack(HandBackReason.Shutdown, "the daemon stops");

        var failures = new[]
        {
            await Should.ThrowAsync<DatabaseException>(() => store.FailAsync(Claim, failed, TimeSpan.Zero, TestContext.Current.CancellationToken)),
            await Should.ThrowAsync<DatabaseException>(() => store.HandBackAsync(Claim, handedBack, 20, TestContext.Current.CancellationToken)),
            await Should.ThrowAsync<DatabaseException>(() => store.ReportProgressAsync(Claim, "DOWNLOAD", 10, TestContext.Current.CancellationToken)),
        };

        failures.ShouldAllBe(failure => failure.Kind == DatabaseFailure.Unavailable && failure.Message.Contains($"answered {answered} of 1 writes"));
    }

    private static JobStore Store(string answer) => new(new AnsweringFunctions(answer));
}
