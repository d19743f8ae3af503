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

    [Theory]
    [InlineData("progress", "\"half\"")]
    [InlineData("created_at", "\"yesterday\"")]
    [InlineData("document_source", "\"servitude\"")]
    [InlineData("document_number", "null")]
    [InlineData("attempt", "0")]
    public async Task A_claimed_row_that_cannot_be_read_costs_no_other_its_claim(string column, string held)
    {
        var odd = Row(Guid.NewGuid()).Replace($"\"{column}\":", $"\"{column}\":{held},\"other\":", StringComparison.Ordinal);
        var store = Store($$"""{"jobs":[{{odd}},{{Row(Claim.Id)}}]}""");

        var answer = await store.ClaimAsync(Request, TestContext.Current.CancellationToken);

        answer.ShouldHaveSingleItem().Claim.ShouldBe(Claim);
        answer.Unreadable.ShouldHaveSingleItem().Why.ShouldContain(column);
    }

    [Theory]
    [InlineData("4713-01-01T00:00:00+00:00 BC", 1)]
    [InlineData("0044-03-15T00:00:00+00:00 BC", 1)]
    [InlineData("-infinity", 1)]
    [InlineData("0001-01-01T00:00:00+05:00", 1)]
    [InlineData("9999-12-31T23:59:59-05:00", 9999)]
    [InlineData("10000-01-01T00:00:00+00:00", 9999)]
    [InlineData("294276-12-31T23:59:59+00:00", 9999)]
    [InlineData("infinity", 9999)]
    [InlineData("2026-01-02 03:04:05.6+00", 2026)]
    public async Task Each_moment_that_Postgres_knows_can_be_read(string moment, int year)
    {
        var row = Row(Claim.Id).Replace("2026-11-28T00:00:00+00:00", moment, StringComparison.Ordinal);

        var answer = await Store($$"""{"jobs":[{{row}}]}""").ClaimAsync(Request, TestContext.Current.CancellationToken);

        answer.ShouldHaveSingleItem().CreatedAt.Year.ShouldBe(year);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"id":"0f8fad5b-d9cb-469f-a165-70867728950e"}""")]
    [InlineData("""{"claim_token":7}""")]
    public async Task An_answer_whose_row_does_not_say_which_it_is_is_none_of_ours(string row)
    {
        var claim = () => Store($$"""{"jobs":[{{Row(Claim.Id)}},{{row}}]}""").ClaimAsync(Request, TestContext.Current.CancellationToken);

        (await claim.ShouldThrowAsync<DatabaseException>()).Kind.ShouldBe(DatabaseFailure.Unavailable);
    }

    private static ClaimRequest Request => new(Guid.NewGuid(), 12, "vm-1", [new(JobStage.Download, null, ["a"])]);

    private static string Row(Guid id) =>
        $$"""{"id":"{{id}}","claim_token":7,"stage":"download","document_source":"index","document_number":"1 234 567","worker_id":"a","attempt":1,"max_attempts":3,"priority":0,"progress":0,"created_at":"2026-11-28T00:00:00+00:00"}""";

    private static JobStore Store(string answer) => new(new AnsweringFunctions(answer));
}
