using Shouldly;
using Workers.Registre.Recognition;
using Xunit;

namespace Workers.Registre.Canary;

public sealed class PageShapeTests
{
    private static readonly SeenField Place = Field("select", "selCircnFoncr");
    private static readonly SeenField Lot = Field("text", "txtNumrtLot");
    private static readonly SeenControl Send = Control("btnSoumt", "Soumettre", sends: true);

    [Fact]
    public void The_order_and_the_words_of_a_page_are_no_part_of_its_shape()
    {
        var shape = Shape([Place, Lot], [Send], prose: "Vendredi 20 mars");
        var other = Shape([Lot, Place], [Control("btnSoumt", "Soumettre la demande", sends: true), Control("", "Nouveautés", sends: false)], prose: "Samedi 21 mars");

        other.Parts.ShouldBe(shape.Parts);
        Site(other).Hash.ShouldBe(Site(shape).Hash);
        shape.Parts.ShouldBe(["button btnsoumt", "select selcircnfoncr", "text txtnumrtlot"]);
        Site(shape).Hash.Length.ShouldBe(12);
    }

    [Fact]
    public void What_stands_in_lines_with_a_date_and_numbers_of_a_session_are_no_part_of_it()
    {
        var consult = Control("btnConsl1", "Consulter", sends: true) with { Number = 7 };
        var day = new SeenRow(["2026-03-20", "856", "Consulter"], [], [], [7], IsHead: false);

        Shape([], [consult], rows: [day]).Parts.ShouldBeEmpty();
        Shape([Field("text", "f_8812345")], []).Parts.ShouldBe(Shape([Field("text", "f_9954321")], []).Parts);
        Shape([], [], children: ["menu.asp?n=1", "menu.asp?n=2"]).Parts.ShouldBe(["frame menu.asp"]);
    }

    /// <summary>An account without an invoice yet has none of it.</summary>
    [Fact]
    public void The_choices_of_invoices_and_what_opens_them_are_no_part_of_it()
    {
        var choice = new SeenField(0, 7, "radio", ["NoFactr"], IsEmpty: false) { Form = 0 };
        SeenControl[] below = [Control("btnCommn", "Commander", sends: true) with { Number = 8, Form = 0 }, Control("btnConsl", "Consulter", sends: true) with { Number = 9, Form = 0 }];
        SeenRow[] rows = [new(["28 novembre 2026"], [], [], [], IsHead: false), new(["16:57", "Index 856", "1,50 $", ""], [], [7], [], IsHead: false)];

        Shape([choice], below, rows: rows, kind: PageKind.Invoices).Parts.ShouldBeEmpty();
        Shape([choice], below, rows: rows).Parts.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_field_that_is_gone_and_one_that_is_new_are_named_with_their_page()
    {
        Compare(Shape([Place, Lot], [Send]), Shape([Place], [Send])).ShouldBe(["search index: text txtnumrtlot is gone"]);
        Compare(Shape([Place], [Send]), Shape([Place, Lot], [Send])).ShouldBe(["search index: text txtnumrtlot is new"]);
        Compare(Shape([Place, Lot], [Send]), Shape([Lot, Place], [Send])).ShouldBeEmpty();
    }

    [Fact]
    public void A_button_that_has_another_name_is_said_to_be_renamed()
    {
        Compare(Shape([Place], [Send]), Shape([Place], [Control("cmdEnvoyer", "Soumettre", sends: true)]))
            .ShouldBe(["search index: button btnsoumt is called cmdenvoyer"]);
    }

    [Fact]
    public void A_page_that_is_taken_for_another_or_is_gone_is_named_and_one_that_is_shown_on_some_days_is_not()
    {
        var good = Shape([], [Send]);

        Compare(good, good with { Kind = PageKind.Welcome }).ShouldBe(["search index: the page is taken for Welcome and was Search"]);
        Compare(good, good with { Kind = PageKind.Unknown }).ShouldBe(["search index: the page is not recognised and was Search"]);
        ShapeComparison.Compare(Site(good), Site()).ShouldBe(["search index: the page is gone"]);
        ShapeComparison.Compare(Site(good, new(WalkPlaces.Entrance, PageKind.Entrance, [])), Site(good)).ShouldBeEmpty();
        Site(good).WithRestOf(Site(new PageShape(WalkPlaces.Entrance, PageKind.Entrance, []))).At(WalkPlaces.Entrance).ShouldNotBeNull();
    }

    [Fact]
    public void The_first_walk_is_good_only_where_every_page_is_the_one_that_is_needed()
    {
        CanaryVerdict.Of(new(Site(Shape([], [])), null), null).Differences.ShouldBeEmpty();
        CanaryVerdict.Of(new(Site(Shape([], []) with { Kind = PageKind.Unknown }), null), null).Differences.ShouldBe(["search index: the page is not recognised"]);
        var ended = CanaryVerdict.Of(new(Site(), "an unknown page instead of the login"), Site());
        (ended.IsWhole, ended.Why).ShouldBe((false, "an unknown page instead of the login"));
    }

    [Theory]
    [InlineData("06:29", false)]
    [InlineData("06:30", true)]
    [InlineData("09:29", true)]
    [InlineData("09:30", false)]
    public void A_walk_begins_in_the_hours_after_its_time(string local, bool expected) =>
        DailyTurn.Today(new(new(6, 30)), DateTimeOffset.Parse($"2026-03-20T{local}-04:00", System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(expected ? "2026-03-20" : null);

    private static IReadOnlyList<string> Compare(PageShape good, PageShape seen) => ShapeComparison.Compare(Site(good), Site(seen));

    private static SiteShape Site(params IEnumerable<PageShape> pages) => SiteShape.Of(pages);

    private static PageShape Shape(IReadOnlyList<SeenField> fields, IReadOnlyList<SeenControl> controls, string prose = "", IReadOnlyList<SeenRow>? rows = null, string[]? children = null, PageKind kind = PageKind.Search) => PageShape.Of(
        "search index",
        new(kind, null, SiteAnswer.None, 0, new([new(0, "/x.asp", "", [prose], [], fields, controls, rows ?? [], [.. (children ?? []).Select(child => new ChildFrame(child))], false)], [])));

    private static SeenField Field(string type, string name) => new(0, 1, type, [name], IsEmpty: true);

    private static SeenControl Control(string name, string words, bool sends) => new(0, 2, [words], name.Length > 0 ? [name] : [], "", sends);
}
