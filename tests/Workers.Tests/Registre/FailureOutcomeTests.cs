using Shouldly;
using Workers.Jobs;
using Xunit;

namespace Workers.Registre;

public sealed class FailureOutcomeTests
{
    [Theory]
    [InlineData("SiteClosed")]
    [InlineData("NoAccount")]
    [InlineData("DailyCap")]
    [InlineData("BrowserLost")]
    [InlineData("LeaseShort")]
    public void What_is_not_the_documents_fault_costs_it_no_attempt(string fault) =>
        Of(new(Enum.Parse<RegistreFault>(fault), "login", "why")).ShouldBeOfType<JobOutcome.HandedBack>().AvailableAfter.ShouldNotBeNull();

    [Theory]
    [InlineData("SiteUnavailable")]
    [InlineData("SiteChanged")]
    [InlineData("BadFile")]
    [InlineData("SessionExpired")]
    public void What_may_pass_is_tried_again(string fault) =>
        Of(new(Enum.Parse<RegistreFault>(fault), "search", "why")).ShouldBeOfType<JobOutcome.Failed>().Kind.ShouldBe(FailureKind.Transient);

    [Fact]
    public void A_final_answer_keeps_its_words_and_its_candidates()
    {
        var failed = Of(RegistreFailure.Business(Outcomes.Ambiguous, "search", "two could be meant", ["a", "b"])).ShouldBeOfType<JobOutcome.Failed>();

        failed.Kind.ShouldBe(FailureKind.Business);
        failed.Outcome.ShouldBe(Outcomes.Ambiguous);
        failed.Cause.ShouldBe("two could be meant");
        failed.Details!["candidates"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public void Looking_for_a_paid_document_ends_with_the_last_attempt_and_never_for_want_of_an_account()
    {
        FailureOutcome.EndsRecovery(RegistreFault.SiteUnavailable, lastAttempt: false).ShouldBeFalse();
        FailureOutcome.EndsRecovery(RegistreFault.SiteUnavailable, lastAttempt: true).ShouldBeTrue();
        FailureOutcome.EndsRecovery(RegistreFault.NoAccount, lastAttempt: true).ShouldBeFalse();
    }

    private static JobOutcome Of(RegistreFailure failure) => FailureOutcome.Of(failure, [], TimeSpan.FromMinutes(15));
}
