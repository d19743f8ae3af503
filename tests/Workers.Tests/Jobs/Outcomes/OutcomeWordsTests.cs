using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Workers.Jobs.Outcomes;

public sealed class OutcomeWordsTests
{
    [Fact]
    public void An_outcome_is_two_words_of_short_lists()
    {
        OutcomeWords.Of(new JobOutcome.Stored(new("acte/x.pdf", "x", 1, 1))).ShouldBe(("stored", ""));
        OutcomeWords.Of(new JobOutcome.Read(new("", "", new JsonObject(), 1, "page 3 of dossier 1234", 0, 0, 0))).ShouldBe(("read", "needs_review"));
        OutcomeWords.Of(new JobOutcome.Failed(FailureKind.Permanent, "…", OutcomeCodes.WrongDocument)).ShouldBe(("failed", "wrong_document"));
        OutcomeWords.Of(new JobOutcome.HandedBack(HandBackReason.ResourceLost, "…")).ShouldBe(("handed_back", "resource_lost"));
        OutcomeWords.Of(null).ShouldBe(("lost", ""));
    }

    [Fact]
    public void A_code_that_is_none_of_ours_becomes_no_label() =>
        OutcomeWords.Of(new JobOutcome.Failed(FailureKind.Transient, "…", "lot 1 234 567")).ShouldBe(("failed", "transient"));
}
