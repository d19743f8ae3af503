using Shouldly;
using Workers.Registre.Recognition;
using Xunit;

namespace Workers.Registre.Site;

public sealed class InvoiceHistoryPageTests
{
    private static readonly SeenField From = new(0, 0, "text", ["txtDu"], IsEmpty: false);
    private static readonly SeenControl Show = new(0, 1, ["Rechercher"], ["btnRechr"], "", Sends: true);
    private static readonly SeenControl Consult = new(0, 2, ["Consulter"], [], "/consl.asp", Sends: false);

    [Fact]
    public void A_page_that_asks_for_a_period_and_shows_no_line_is_no_answer_until_it_says_that_there_is_none()
    {
        Unread([From], [Show], []).ShouldNotBeNull().ShouldContain("period");
        Unread([From], [Show], [], "Choisissez une période.").ShouldNotBeNull();
        Unread([From], [Show], [], "Aucune facture.").ShouldBeNull();
        Unread([], [], []).ShouldBeNull();
        Unread([From], [Show], [Row("2026-05-04", "Acte 1 Montréal", "1,50 $")]).ShouldBeNull();
        InvoiceHistoryPage.FindUnread(Page([From], [Show], [], ""), before: 5).ShouldBeNull("lines stood on the pages before");
    }

    [Fact]
    public void A_line_that_bills_and_names_no_day_that_is_understood_is_no_answer()
    {
        Unread([], [Consult], [Row("2026-05-04", "Acte 1 Montréal", "1,50 $"), Row("Acte 2 Montréal", "1,50 $")]).ShouldNotBeNull().ShouldContain("Acte 2 Montréal");
        Unread([], [], [Row("2026-05-04", "Acte 1 Montréal", "1,50 $"), Sum()]).ShouldBeNull();
        Unread([], [Consult], [Row("2026-05-04", "Acte 1 Montréal", "1,50 $"), Sum()]).ShouldBeNull();
    }

    [Fact]
    public void A_line_to_consult_a_document_by_is_no_answer_without_a_day_whatever_its_amount()
    {
        Unread([], [Consult], [Row("2026-05-04", "Acte 1 Montréal", "1,50 $"), Row("4 mai", "Acte 2 Montréal", "un et demi")]).ShouldNotBeNull().ShouldContain("4 mai | Acte 2");
        Unread([], [Consult], [Row("2026-05-04", "Acte 1 Montréal", "1,50 $"), Row("Consulter", "Imprimer")]).ShouldBeNull("it is no line of the history");
    }

    [Fact]
    public void Bills_of_which_none_has_a_day_that_is_understood_are_no_answer()
    {
        Unread([], [], [Undated("4 mai", "Acte 1 Montréal", "1,50 $")]).ShouldNotBeNull().ShouldContain("4 mai | Acte 1");
        Unread([], [], [Undated("Total", "3,00 $"), Undated("TPS", "0,08 $"), Undated("Paiement reçu", "20,00 $"), Undated("1,50 $")]).ShouldBeNull();
    }

    [Fact]
    public void A_bill_without_a_day_is_a_line_of_the_history_beside_those_that_have_one()
    {
        Lines(Row("2026-05-04", "Acte 1 Montréal", "1,50 $"), Undated("4 mai", "Acte 2 Montréal", "1,50 $"), Undated("Total", "3,00 $")).ShouldBe(["2026-05-04", "4 mai"]);
    }

    [Fact]
    public void A_page_that_shows_more_than_is_read_is_no_answer()
    {
        var page = Page([], [Consult], [Row("2026-05-04", "Acte 1 Montréal", "1,50 $")], "");
        var cut = page with { Sight = page.Sight with { Frames = [page.Sight.Frames[0] with { IsCut = true }] } };

        InvoiceHistoryPage.FindUnread(page, before: 0).ShouldBeNull();
        InvoiceHistoryPage.FindUnread(cut, before: 0).ShouldNotBeNull().ShouldContain("more than is read");
    }

    private static IEnumerable<string> Lines(params SeenRow[] rows) => InvoiceLines.Of(Page([], [], rows, "").Sight.Frames[0]).Select(entry => entry.Row.Cells[0]);

    private static SeenRow Undated(params string[] cells) => new(cells, [], [], [], IsHead: false);

    private static SeenRow Row(params string[] cells) => new(cells, [], [], [Consult.Number], IsHead: false);

    private static SeenRow Sum() => new(["Total (1 consultations)", "1,50 $"], [], [], [], IsHead: false);

    private static string? Unread(SeenField[] fields, SeenControl[] controls, SeenRow[] rows, string said = "") =>
        InvoiceHistoryPage.FindUnread(Page(fields, controls, rows, said), before: 0);

    private static RecognisedPage Page(SeenField[] fields, SeenControl[] controls, SeenRow[] rows, string said) => new(
        PageKind.Invoices, null, SiteAnswer.None, 0, new([new FrameSight(0, "http://registry.example/", "", ["Historique des factures", said], [], fields, controls, rows, [], false)], []));
}
