using Shouldly;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Reviews;
using Workers.Ocr.Pages;
using Workers.Ocr.Readings;
using Xunit;

namespace Workers.Ocr.Reviews;

/// <summary>A new reading that doubts nothing at a place of which a person spoke: it holds the word, takes it up, or is doubted.</summary>
public sealed class EarlierDecisionsTests
{
    private static readonly ReviewItem Said = new(
        Guid.NewGuid(), Guid.NewGuid(), "", 1, "nature", "disputed", "Vente", "Bail", ReviewState.Corrected, default, 2, "text_layer", new(1, 2, 3, 4), "Bail emphytéotique", "me", DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_value_that_is_read_as_before_is_corrected_again_and_asked_of_nobody()
    {
        var after = EarlierDecisions.Apply(Index(), [Said]);

        after.BoostedFileContent.ShouldContain("Nature de l'acte : Bail emphytéotique");
        after.ReviewReason.ShouldBeNull();
        var dispute = after.Structure["disputes"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)dispute["decision"]!["item"], (string?)dispute["seen"], (int?)dispute["line"]).ShouldBe(($"{Said.Id:D}", "Bail", 2));
        after.Structure["people"]!.AsArray().Select(item => (string?)item).ShouldBe([$"{Said.Id:D}"]);
        after.Structure["corrections"]!.AsArray().Count(change => (string?)change!["rule"] is "person").ShouldBe(1);
    }

    [Fact]
    public void A_value_that_stands_as_the_person_said_is_held()
    {
        var after = EarlierDecisions.Apply(Index(line => line with { Nature = "Bail  emphytéotique" }), [Said]);

        (after.ReviewReason, after.Structure["disputes"]!.AsArray().Count).ShouldBe((null, 0));
        EarlierDecisions.Apply(Index(), [Said with { State = ReviewState.Accepted, Value = null }]).ReviewReason.ShouldBeNull();
        EarlierDecisions.Apply(Index(), [Said with { Field = "presentation_date", Read = "1992-05-04", Value = "3 avril 1992" }]).ReviewReason.ShouldBeNull();
    }

    [Fact]
    public void A_value_that_is_another_by_now_is_asked_with_both()
    {
        foreach (var said in new[] { Said, Said with { State = ReviewState.Accepted, Value = null, Read = "Bail emphytéotique" } })
        {
            var after = EarlierDecisions.Apply(Index(line => line with { Nature = "Legs" }), [said]);

            after.BoostedFileContent.ShouldContain("Nature de l'acte : Legs");
            after.ReviewReason.ShouldBe("page 1: a person said that nature of line 2 is 'Bail emphytéotique', and this reading says 'Legs'");
            var dispute = after.Structure["disputes"]!.AsArray().ShouldHaveSingleItem()!;
            ((string?)dispute["read"], (string?)dispute["seen"], (string?)dispute["witness"], dispute["decision"]).ShouldBe(("Legs", "Bail emphytéotique", "person", null));
            after.Structure["pages"]![0]!["doubts"]!.AsArray().ShouldHaveSingleItem();
            after.Structure["pages"]![0]!["named"]!.ToJsonString().ShouldBe(after.Structure["pages"]![0]!["doubts"]!.ToJsonString());
            ((string?)after.Structure["review"]![0]).ShouldBe(after.ReviewReason);
        }
    }

    [Fact]
    public void The_last_word_about_a_place_stands_and_a_place_that_the_reading_doubts_is_asked_anyway()
    {
        var later = Said with { Id = Guid.NewGuid(), Read = "Legs", Seen = "Bail", Value = null, State = ReviewState.Accepted, DecidedAt = DateTimeOffset.UnixEpoch.AddDays(1) };
        EarlierDecisions.Apply(Index(line => line with { Nature = "Legs" }), [Said, later]).ReviewReason.ShouldBeNull();

        var doubtful = Index(line => line with { Nature = "Legs" }, new Dispute(2, "nature", Standing.Disputed, "Legs", "Don", Witness.TextLayer, null));
        EarlierDecisions.Apply(doubtful, [Said]).Structure["disputes"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public void What_a_person_could_not_tell_is_not_sure_because_nobody_asks()
    {
        var refused = Said with { State = ReviewState.Refused, Value = null };

        EarlierDecisions.Apply(Index(), [refused]).ReviewReason.ShouldNotBeNull().ShouldContain("a person could not tell");
        EarlierDecisions.Apply(Index(line => line with { Nature = "Legs" }), [refused]).ReviewReason.ShouldBeNull("another value stands there");
    }

    [Fact]
    public void Lines_are_known_by_their_numbers()
    {
        var missing = Said with { Line = null, Field = "line", Standing = "missing", Read = "", Seen = "12 345 678", Value = "12 345 678" };
        EarlierDecisions.Apply(Index(), [missing]).BoostedFileContent.ShouldContain("Ligne 4 :\nNuméro d'inscription : 12345678");
        EarlierDecisions.Apply(Index(line => line with { PublicationNumber = "12345678" }), [missing]).Structure["disputes"]!.AsArray().ShouldBeEmpty();

        var invented = Said with { Line = 1, Field = "line", Standing = "invented", Read = "10000074", Seen = "", Value = "" };
        var without = EarlierDecisions.Apply(Index(), [invented]);
        without.BoostedFileContent.ShouldNotContain("10000074", Case.Sensitive, "it is line 2 by now");
        ((int?)without.Structure["disputes"]![0]!["line"]).ShouldBe(2);

        var gone = EarlierDecisions.Apply(Index(line => line with { PublicationNumber = "999" }), [invented with { State = ReviewState.Accepted, Value = null }]);
        gone.ReviewReason.ShouldNotBeNull().ShouldContain("'10000074', and this reading says nothing");
        EarlierDecisions.Apply(Index(), [Said with { Line = null, Field = "line", Read = "3 lines", Seen = "4 rows", Witness = "ink", State = ReviewState.Accepted, Value = null }]).ReviewReason.ShouldBeNull();
    }

    [Fact]
    public void Words_of_a_deed_are_held_put_in_or_asked_wherever_they_stand_by_now()
    {
        var said = Said with { Field = "text", Line = 7, Read = "Roy", Seen = "Ray", Value = "Ray" };
        EarlierDecisions.Apply(Acte("devant Me Roy, notaire"), [said]).BoostedFileContent.ShouldContain("devant Me Ray, notaire");
        EarlierDecisions.Apply(Acte("devant Me Ray, notaire"), [said]).ReviewReason.ShouldBeNull();
        EarlierDecisions.Apply(Acte("devant Me Rey, notaire"), [said]).ReviewReason.ShouldNotBeNull().ShouldContain("a person said that a passage is 'Ray'");

        var passage = Said with { Field = "text", Line = 1, Standing = "missing", Read = "", Seen = "Le prix est payé.", Value = "Le prix est payé." };
        EarlierDecisions.Apply(Acte("devant Me Ray"), [passage]).BoostedFileContent.ShouldContain("Le prix est payé.");
        EarlierDecisions.Apply(Acte("Le prix\nest payé."), [passage]).Structure["disputes"]!.AsArray().ShouldBeEmpty();
    }

    private static OcrResult Index(Func<Inscription, Inscription>? second = null, params Dispute[] disputes)
    {
        var page = SampleReadings.Index(3);
        var lines = page.Inscriptions.Select(line => line.Line is 2 && second is not null ? second(line) : line).ToList();
        return ReadingStructure.OfIndex(
            [new(Guid.Empty, page with { Inscriptions = lines }, [], 1, PageView.Prepared, default) { Disputes = disputes, Named = [] }], Guid.Empty, new("model", "prompt", "hash"), []);
    }

    private static OcrResult Acte(string text) => ReadingStructure.OfActe(
        [new(Guid.Empty, new(new(1, false, text, 0), null, []), [], 1, PageView.Prepared, default) { Named = [] }], Guid.Empty, new("model", "prompt", "hash"), []);
}
