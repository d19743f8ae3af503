using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Xunit;

namespace Workers.Operations.Titles;

/// <summary>A title is complete only where every named deed is read, every earlier line is still there, and nothing waits for a person.</summary>
public sealed class TitleCheckTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly TitleLine Sale = new(1, "10 000 037", "1991-04-02", "Vente");
    private static readonly TitleLine Loan = new(2, "10000074", "1992-04-03", "Hypothèque");

    [Fact]
    public void All_that_is_named_and_there_is_complete()
    {
        var report = Of([Copy(1, Sale, Loan)], Deed("10000037"), Deed("10000074"));

        report.IsComplete.ShouldBeTrue();
        report.Deeds.ShouldAllBe(deed => deed.State == DeedState.There);
        (report.Latest!.Lines, report.Latest.Pages).ShouldBe((2, 1));
    }

    [Theory]
    [InlineData(1, "OnItsWay")]
    [InlineData(2, "OnItsWay")]
    [InlineData(3, "OnItsWay")]
    [InlineData(5, "Failed")]
    public void A_deed_is_told_as_what_has_become_of_it(int status, string state)
    {
        var report = Of([Copy(1, Sale)], Deed("10000037", (JobStatus)status));

        report.Deeds.ShouldHaveSingleItem().State.ToString().ShouldBe(state);
        report.IsComplete.ShouldBeFalse();
    }

    [Fact]
    public void Of_several_documents_of_one_deed_the_best_counts_and_one_of_another_circonscription_does_not()
    {
        Of([Copy(1, Sale)], Deed("10000037", JobStatus.Erreur), Deed("10000037")).IsComplete.ShouldBeTrue();
        Of([Copy(1, Sale)], Deed("10000037") with { Circonscription = "Laval" }).Deeds[0].State.ShouldBe(DeedState.Missing);
        Of([Copy(1, Sale)], Deed("10000037") with { Circonscription = "MONTREAL" }).IsComplete.ShouldBeTrue();
        Of([Copy(1, Sale)], Deed("10000037") with { Open = 2 }).IsComplete.ShouldBeFalse();
    }

    [Fact]
    public void A_radiation_is_no_deed_of_the_same_number_and_one_that_needs_a_review_is_not_certain()
    {
        Of([Copy(1, Sale)], Deed("10000037") with { ActeType = "Radiation" }).Deeds[0].State.ShouldBe(DeedState.Missing);
        Of([Copy(1, Sale)], Deed("10000037") with { ActeType = "Acte divers" }).IsComplete.ShouldBeTrue();
        Of([Copy(1, Sale, Sale with { Line = 2, Nature = "Radiation" })], Deed("10000037")).Deeds.Count(deed => deed.State == DeedState.Missing).ShouldBe(1);
        Of([Copy(1, Sale)], Deed("10000037") with { NeedsReview = true }).IsComplete.ShouldBeFalse();
    }

    [Theory]
    [InlineData(5)]
    [InlineData(4)]
    public void A_newer_copy_that_could_not_be_read_keeps_it_from_being_complete(int status)
    {
        var newer = Copy(2) with { StatusId = (JobStatus)status, Pages = null };
        Of([Copy(1, Sale), newer], Deed("10000037")).ShouldSatisfyAllConditions(report => report.IsComplete.ShouldBeFalse(), report => report.Pending.ShouldBe([newer.Id]));
        Of([Copy(3, Sale), newer], Deed("10000037")).IsComplete.ShouldBeTrue("a later copy is read");
    }

    [Fact]
    public void A_number_that_cannot_be_read_is_a_hole_by_its_place()
    {
        var report = Of([Copy(1, Sale, new TitleLine(2, "1000?074", "1992", "Vente"), new TitleLine(3, "", "1993", "Bail"))], Deed("10000037"));

        report.Deeds.Select(deed => (deed.Line, deed.State)).ShouldBe([(1, DeedState.There), (2, DeedState.Illegible), (3, DeedState.Illegible)]);
        report.IsComplete.ShouldBeFalse();
    }

    [Fact]
    public void What_an_earlier_copy_has_and_the_latest_has_not_is_named_with_its_place()
    {
        var report = Of([Copy(1, Sale, Loan), Copy(2, Sale)], Deed("10000037"));

        var lost = report.Lost.ShouldHaveSingleItem();
        (lost.Number, lost.Page, lost.Line, lost.CopiedAt).ShouldBe(("10000074", 1, 2, Monday.AddDays(1)));
        report.IsComplete.ShouldBeFalse();
        report.Earlier.Count.ShouldBe(1);
    }

    [Fact]
    public void A_number_that_stands_twice_must_stand_twice_later_and_what_three_copies_lost_is_told_once()
    {
        Of([Copy(1, Sale, Sale with { Line = 2 }), Copy(2, Sale)], Deed("10000037")).Lost.ShouldHaveSingleItem().Line.ShouldBe(2);
        Of([Copy(1, Sale, Loan), Copy(2, Sale, Loan), Copy(3, Sale)], Deed("10000037")).Lost.Count.ShouldBe(1);
        Of([Copy(1, Sale), Copy(2, Sale, Loan)], Deed("10000037"), Deed("10000074")).Lost.ShouldBeEmpty("a later copy may have more");
        Of([Copy(1, Sale with { Number = "0010 000 037" }), Copy(2, Sale)], Deed("10000037")).Lost.ShouldBeEmpty("it is spelled otherwise");
    }

    [Fact]
    public void Pages_with_open_doubts_and_an_index_on_its_way_keep_it_from_being_complete()
    {
        var doubtful = Copy(1, Sale) with { NeedsReview = true, Pages = [new(1, 3, [Sale])] };
        Of([doubtful], Deed("10000037")).ShouldSatisfyAllConditions(report => report.IsComplete.ShouldBeFalse(), report => report.Latest!.OpenPages.ShouldBe([1]));
        Of([Copy(1, Sale) with { NeedsReview = true }], Deed("10000037")).Latest!.OpenPages.ShouldBe([1], "it was read before doubts were listed");

        var pending = Copy(2) with { StatusId = JobStatus.EnAttente, Pages = null };
        Of([Copy(1, Sale), pending], Deed("10000037")).ShouldSatisfyAllConditions(report => report.IsComplete.ShouldBeFalse(), report => report.Pending.ShouldBe([pending.Id]));
        Of([pending]).ShouldSatisfyAllConditions(report => report.Latest.ShouldBeNull(), report => report.IsComplete.ShouldBeFalse());
    }

    [Fact]
    public void Radiations_and_notices_that_an_index_names_are_deeds_of_their_own_unless_a_line_is_they()
    {
        var line = Sale with { Radiation = "10 000 200", Notices = ["6 123 456", "6 123 457"] };
        var report = Of([Copy(1, line)], Deed("10000037"), Deed("6123456") with { ActeType = "Avis d'adresse" });

        report.Deeds.Select(deed => (deed.Number, deed.ActeType, deed.State)).ShouldBe([
            ("10 000 037", "Acte", DeedState.There), ("10 000 200", "Radiation", DeedState.Missing), ("6 123 456", "Avis d'adresse", DeedState.There), ("6 123 457", "Avis d'adresse", DeedState.Missing),
        ]);
        report.IsComplete.ShouldBeFalse();
        TitleCheck.NumbersOf(Copy(1, line)).ShouldBe(["10000037", "10000200", "6123456", "6123457"]);

        var met = Of([Copy(1, Sale with { Radiation = "10000074" }, Loan with { Nature = "Quittance" })], Deed("10000037"), Deed("10000074"));
        met.Deeds.Count.ShouldBe(2);
        met.IsComplete.ShouldBeTrue();
        Of([Copy(1, Sale with { Radiation = "totale" })], Deed("10000037")).IsComplete.ShouldBeTrue("a word is no number");
        Of([Copy(1, Sale with { Radiation = "1?0 200" })], Deed("10000037")).Deeds[1].State.ShouldBe(DeedState.Illegible);
    }

    [Fact]
    public void A_number_of_a_page_in_doubt_is_told_as_such_unless_another_page_names_it()
    {
        var doubtful = Copy(1) with { Pages = [new(1, 1, [Sale, Loan]), new(2, 0, [Loan with { Line = 1 }])] };

        Of([doubtful]).Deeds.Select(deed => (deed.Number, deed.Page, deed.InDoubt)).ShouldBe([("10 000 037", 1, true), ("10000074", 2, false)]);
    }

    [Fact]
    public void A_page_of_which_some_is_in_no_reading_is_not_certain_whatever_was_decided_about_it()
    {
        var report = Of([Copy(1, Sale) with { Pages = [new(1, 0, [Sale]), new(2, 0, [], Unread: true)] }], Deed("10000037"));

        (report.IsComplete, report.Latest!.OpenPages.Count).ShouldBe((false, 0));
        report.Latest.UnreadPages.ShouldBe([2]);
    }

    [Theory]
    [InlineData("Vente", "Acte")]
    [InlineData("Radiation", "Radiation")]
    [InlineData("RADIATION d'hypothèque", "Radiation")]
    [InlineData("Avis d'adresse", "Avis d'adresse")]
    [InlineData("Préavis d'exercice", "Acte")]
    public void A_deed_is_ordered_as_the_registry_files_it(string nature, string type) => TitleCheck.ActeTypeOf(nature).ShouldBe(type);

    private static TitleReport Of(IReadOnlyList<TitleIndex> indexes, params TitleDeed[] deeds) => TitleCheck.Of(TargetEnvironment.Dev, "1", indexes, deeds);

    private static TitleIndex Copy(int day, params TitleLine[] lines) =>
        new(Guid.NewGuid(), JobStatus.OcrComplete, Monday.AddDays(day), false, null, "Montréal", "Cadastre du Québec", null, $"sha{day}", [new(1, 0, lines)]);

    private static TitleDeed Deed(string number, JobStatus status = JobStatus.OcrComplete) => new(number, Guid.NewGuid(), status, false, 0, null, "Montréal", "Acte");
}
