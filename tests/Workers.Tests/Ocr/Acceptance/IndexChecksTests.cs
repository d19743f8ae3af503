using Shouldly;
using Workers.Ocr.Pages;
using Workers.Ocr.Readings;
using Xunit;
using static Workers.Ocr.SampleReadings;

namespace Workers.Ocr.Acceptance;

public sealed class IndexChecksTests
{
    [Fact]
    public void A_document_that_agrees_with_itself_has_no_note() => Notes(Document(3)).ShouldBeEmpty();

    [Fact]
    public void A_document_without_any_header_has_no_note_either() =>
        Notes([.. Document(2).Select(page => page with { Header = new("", "", "", "") })]).ShouldBeEmpty();

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(9)]
    public void A_number_that_leaves_the_order_of_its_neighbours_is_named_and_less_sure(int at)
    {
        var document = With(Document(2), 1, at, line => line with { PublicationNumber = at is 0 ? "29 000 000" : "1 000 000" });
        var (notes, pages) = IndexChecks.Apply([.. document.Select(page => Result(page, 0.6))]);
        notes.ShouldHaveSingleItem().Text.ShouldStartWith($"page 2: the number of line {at + 1} (");
        pages[1].Values.Where(value => value.Confidence < 0.6).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            value => value.Line.ShouldBe(at + 1),
            value => value.Field.ShouldBe("publication_number"),
            value => value.Confidence.ShouldBe(Agreement.Contradicted));
        pages[0].Values.ShouldAllBe(value => value.Confidence == 0.6);
    }

    [Fact]
    public void A_date_that_leaves_the_order_is_named_unless_a_witness_says_that_it_stands_so()
    {
        var document = With(Document(1), 0, 3, line => line with { PresentationDate = "1890-01-01" });
        Notes(document).ShouldHaveSingleItem().ShouldContain("the date of line 4 (1890-01-01)");
        IndexChecks.Apply([.. document.Select(page => Result(page, 0.99))]).Notes.ShouldBeEmpty();
        Notes([document[0] with { Template = PageTemplate.Manuscrit }]).ShouldBeEmpty("ledgers keep no order that is known");
    }

    [Theory]
    [InlineData("1,2,9,3", "")]
    [InlineData("1,2,9,3,4", "2")]
    [InlineData("5,1,2", "0")]
    [InlineData("1,1,1,2", "")]
    [InlineData("4,3,2,1", "")]
    [InlineData("1,2", "")]
    public void Only_what_is_surely_out_of_order_is_suspect(string values, string suspects) =>
        string.Join(',', RisingOrder.FindSuspects([.. values.Split(',').Select(int.Parse)])).ShouldBe(suspects);

    [Fact]
    public void A_page_that_is_missing_or_out_of_order_is_named()
    {
        Notes(Document(3) is [var first, _, var third] ? [first, third] : []).ShouldHaveSingleItem().ShouldBe("page 2: it says page 3 of 3 behind page 1 of 3");
        Notes([.. Document(3).Take(2)]).ShouldHaveSingleItem().ShouldBe("page 2: it says page 2 of 3, and is the last of this document");
        Notes([.. Document(3).Skip(1)]).ShouldHaveSingleItem().ShouldBe("page 1: it says page 2 of 3");
        Notes([.. Document(2), .. Document(1).Select(page => page with { Inscriptions = [] })]).ShouldBeEmpty("another list may begin behind the first");
        Notes([Document(2)[0], Index(0) with { Blank = true, PageNumber = "" }, Document(2)[1]]).ShouldBeEmpty("a blank back is not counted");
        Notes([Index(3) with { PageNumber = "Folio 12 sur 300" }]).ShouldBeEmpty();
    }

    [Fact]
    public void Another_lot_or_circonscription_in_one_header_is_named_and_another_spelling_is_not()
    {
        var document = Document(3);
        Notes([document[0], document[1] with { Header = document[1].Header with { Lot = "2 784 196" } }, document[2]])
            .ShouldHaveSingleItem().ShouldBe("page 2: the lot in the header is 2 784 196, on page 1 it is 2 784 195");
        Notes([document[0], document[1] with { Header = document[1].Header with { Circonscription = "Chicoutimi" } }, document[2]])
            .ShouldHaveSingleItem().ShouldContain("the circonscription in the header is Chicoutimi");
        Notes([document[0], document[1] with { Header = new("MONTREAL", "", "Lot 2784195", "") }, document[2] with { Header = new("", "", "", "") }]).ShouldBeEmpty();
    }

    [Fact]
    public void An_inscription_on_two_pages_is_named()
    {
        var document = Document(2);
        var again = document[0].Inscriptions[^1];
        Notes(With(document, 1, 0, line => again with { Line = line.Line })).ShouldHaveSingleItem().ShouldStartWith("pages 1, 2: the inscription ");
    }

    [Fact]
    public void A_radiation_is_later_than_what_it_cancels_and_a_page_of_radiations_names_inscriptions_of_the_document()
    {
        var document = Document(2);
        var (early, late) = (document[0].Inscriptions[0].PublicationNumber, document[1].Inscriptions[0].PublicationNumber);
        Notes(With(document, 0, 3, line => line with { RadiationNumber = early })).ShouldHaveSingleItem().ShouldContain("is of an inscription that is not later");
        Notes(With(document, 0, 3, line => line with { RadiationNumber = late })).ShouldBeEmpty();
        Notes(With(document, 0, 3, line => line with { RadiationNumber = "T 12 345" })).ShouldBeEmpty("most radiations are of other lists");

        var cancelled = document[0].Inscriptions.Select(line => line.PublicationNumber).ToList();
        var radiations = Numbered(Index(10) with { Template = PageTemplate.ModerneRadiation, PageNumber = "" }, 20);
        radiations = radiations with { Inscriptions = [.. radiations.Inscriptions.Select((line, i) => line with { RadiationNumber = cancelled[i] })] };
        Notes([document[0], radiations with { PageNumber = "" }]).ShouldNotContain(note => note.Contains("radiation"));
        Notes(With([document[0], radiations], 1, 4, line => line with { RadiationNumber = "8 765 432" })).ShouldContain("page 2: the radiation of line 5 (8 765 432) names no inscription of this document");
    }

    private static IReadOnlyList<string> Notes(IReadOnlyList<IndexPage> document) => [.. IndexChecks.Apply([.. document.Select(page => Result(page, 0.4))]).Notes.Select(note => note.Text)];

    private static List<IndexPage> Document(int pages) =>
        [.. Enumerable.Range(1, pages).Select(page => Numbered(Index(10) with { PageNumber = $"Page {page} de {pages}" }, page))];

    private static IndexPage Numbered(IndexPage page, int at) => page with
    {
        Inscriptions =
        [
            .. page.Inscriptions.Select((line, i) => line with
            {
                PublicationNumber = $"{10_000_000 + (at * 1000) + (i * 37)}",
                PresentationDate = new DateOnly(1990, 1, 1).AddDays((at * 300) + (i * 9)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            }),
        ],
    };

    private static List<IndexPage> With(IReadOnlyList<IndexPage> document, int page, int line, Func<Inscription, Inscription> change) =>
    [
        .. document.Select((other, i) => i == page
            ? other with { Inscriptions = [.. other.Inscriptions.Select((said, at) => at == line ? change(said) : said)] }
            : other),
    ];

    private static PageResult<IndexPage> Result(IndexPage page, double confidence) => new(Guid.Empty, page, [], 1, PageView.Prepared, default)
    {
        Values = [.. page.Inscriptions.SelectMany(line => IndexField.All.Where(field => field.Read(line) is not "")
            .Select(field => new LocatedValue(line.Line, field.Name, Standing.Unwitnessed, field.Read(line), null, confidence)))],
    };
}
