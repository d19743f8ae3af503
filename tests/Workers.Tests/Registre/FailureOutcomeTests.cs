using Shouldly;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Registre;

public sealed class FailureOutcomeTests
{
    [Theory]
    [InlineData("SiteClosed", "Outage")]
    [InlineData("NoAccount", "Occupied")]
    [InlineData("DailyCap", "Occupied")]
    [InlineData("BrowserLost", "ResourceLost")]
    [InlineData("LeaseShort", "ResourceLost")]
    [InlineData("InvoicePending", "ResourceLost")]
    public void What_is_not_the_documents_fault_costs_it_no_attempt(string fault, string reason)
    {
        var back = Of(new(Enum.Parse<RegistreFault>(fault), "login", "why")).ShouldBeOfType<JobOutcome.HandedBack>();
        back.AvailableAfter.ShouldNotBeNull();
        back.Reason.ToString().ShouldBe(reason);
    }

    [Theory]
    [InlineData("SiteUnavailable")]
    [InlineData("NotSent")]
    [InlineData("BrowserLost")]
    public void An_outage_of_the_site_costs_the_document_no_attempt(string fault) =>
        Of(new(Enum.Parse<RegistreFault>(fault), "search", "503") { IsOutage = true })
            .ShouldBeOfType<JobOutcome.HandedBack>().Reason.ShouldBe(HandBackReason.Outage);

    [Theory]
    [InlineData("SiteUnavailable", "Site")]
    [InlineData("SiteClosed", "Site")]
    [InlineData("BrowserLost", "Browser")]
    [InlineData("Parked", "Other")]
    public void What_is_away_is_told(string fault, string away) =>
        Of(new(Enum.Parse<RegistreFault>(fault), "search", "503") { IsOutage = true }).ShouldBeOfType<JobOutcome.HandedBack>().Of.ToString().ShouldBe(away);

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
        var failed = Of(RegistreFailure.Business(OutcomeCodes.Ambiguous, "search", "two could be meant", ["a", "b"])).ShouldBeOfType<JobOutcome.Failed>();

        failed.Kind.ShouldBe(FailureKind.Business);
        failed.Outcome.ShouldBe(OutcomeCodes.Ambiguous);
        failed.Cause.ShouldBe("two could be meant");
        failed.Details!["candidates"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public void Looking_for_a_paid_document_ends_with_the_last_attempt_and_never_for_want_of_an_account_or_a_site()
    {
        Ends(new(RegistreFault.SiteUnavailable, "invoices", "500"), lastAttempt: false).ShouldBeFalse();
        Ends(new(RegistreFault.SiteUnavailable, "invoices", "500"), lastAttempt: true).ShouldBeTrue();
        Ends(new(RegistreFault.NoAccount, "login", "none"), lastAttempt: true).ShouldBeFalse();
        Ends(new(RegistreFault.SiteUnavailable, "invoices", "503") { IsOutage = true }, lastAttempt: true).ShouldBeFalse();

        static bool Ends(RegistreFailure failure, bool lastAttempt) => FailureOutcome.EndsRecovery(failure, lastAttempt);
    }

    private static JobOutcome Of(RegistreFailure failure) => FailureOutcome.Of(failure, [], TimeSpan.FromMinutes(15));
}
