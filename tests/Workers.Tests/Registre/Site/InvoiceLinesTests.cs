using Shouldly;
using Workers.Registre.Recognition;
using Xunit;

namespace Workers.Registre.Site;

public sealed class InvoiceLinesTests
{
    private static readonly DateOnly Day = new(2026, 11, 28);
    private static readonly SeenControl Consult = new(0, 2, ["Consulter"], [], "/consl.asp", Sends: false);
    private static readonly SeenControl Order = new(0, 3, ["Commander"], ["btnCommn"], "", Sends: true) { Form = 1 };
    private static readonly SeenControl Below = new(0, 4, ["Consulter"], ["btnConsl"], "", Sends: true) { Form = 1 };
    private static readonly SeenField Choice = new(0, 5, "radio", ["NoFactr"], IsEmpty: false) { Form = 1 };

    [Theory]
    [InlineData("2026-11-28")]
    [InlineData("20261128")]
    [InlineData("Consultations du samedi 28 novembre 2026")]
    [InlineData("Date : 28 nov. 2026")]
    public void A_day_that_stands_alone_is_that_of_the_lines_below(string day)
    {
        var lines = InvoiceLines.Of(Frame(Head("Heure", "Produit"), Row(day), Line("16:56:48", "Index des immeubles 856"), Line("15:02:11", "Plan 1 262 877 (2019-04-05)")));

        lines.Select(line => line.Line.Date).ShouldBe([Day, Day]);
        lines.ShouldAllBe(line => line.Line.CanOpen);
        InvoiceLines.FindUndated(Frame(Row(day), Line("16:56:48", "Index des immeubles 856"))).ShouldBeNull();
    }

    /// <summary>Neither the day before it nor a document's own is taken in its place.</summary>
    [Theory]
    [InlineData("28-nov-26")]
    [InlineData("Le 28/11/26")]
    public void Lines_below_a_day_that_is_not_understood_have_none(string day)
    {
        InvoiceLines.FindUndated(Frame(Row("2026-11-20"), Line("16:56:48", "Index 856"), Row(day), Line("16:56:48", "Plan 1 262 877, 2019-04-05"))).ShouldNotBeNull().Cells[1].ShouldContain("1 262 877");
        InvoiceLines.FindUndated(Frame(Line(day, "Plan 1 262 877, 2019-04-05"))).ShouldNotBeNull();
        InvoiceLines.FindUndated(Frame(Line("16:56:48", "Plan 1 262 877, 2019-04-05") with { Hanging = [day] })).ShouldNotBeNull();
    }

    /// <summary>A period, what adds up or ends a day, and a day over another table say nothing of when a line was billed.</summary>
    [Theory]
    [InlineData("Consultations du 2026-11-01 au 2026-11-28")]
    [InlineData("Fin du 2026-11-28")]
    [InlineData("Sous-total du 2026-11-28")]
    [InlineData("Consultations du jour")]
    public void Other_rows_give_no_line_a_day(string text)
    {
        var frame = Frame(Row(text), Line("16:56:48", "Index des immeubles 856"));

        InvoiceLines.FindUndated(frame).ShouldNotBeNull();
        InvoiceLines.Of(frame).ShouldAllBe(line => !line.Line.CanOpen || line.Line.Date == null);
        InvoiceLines.FindUndated(Frame(Row("2026-11-28"), Line("16:56:48", "Index des immeubles 856") with { Table = 1 })).ShouldNotBeNull();
    }

    [Fact]
    public void A_day_that_reaches_down_from_a_row_above_is_that_of_the_line_and_makes_no_line_of_a_remark()
    {
        var lines = InvoiceLines.Of(Frame(
            Line("2026-11-28", "16:56:48", "Index des immeubles 856"),
            Line("16:40:00", "Index des immeubles 857") with { Hanging = ["2026-11-28"] },
            Row("Payé par carte", "") with { Hanging = ["2026-11-28"] }));

        lines.Select(line => line.Line.Date).ShouldBe([Day, Day]);
        lines[1].Line.Position.ShouldBe(1);
    }

    /// <summary>Two lines that differ in their day alone are two.</summary>
    [Fact]
    public void The_day_above_is_part_of_what_a_line_is_known_by()
    {
        var lines = InvoiceLines.Of(Frame(Row("2026-11-28"), Line("16:56:48", "Index 856"), Row("2026-11-27"), Line("16:56:48", "Index 856")));

        lines.Select(line => line.Line.Text).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void A_line_is_opened_by_its_own_link_or_by_its_choice_and_the_one_button_that_consults()
    {
        var chosen = Chosen();

        Opening(chosen, Order, Below).ShouldBe(new(Choice, Below));
        Opening(Line("2026-11-28", "Index 856"), Consult).ShouldBe(new(null, Consult));
    }

    [Fact]
    public void A_button_that_orders_or_stands_in_another_form_or_may_be_another_opens_no_line()
    {
        var chosen = Chosen();

        Opening(chosen, Order).ShouldBeNull();
        Opening(chosen, Below with { Leads = "comnd_copie.asp" }).ShouldBeNull();
        Opening(chosen, Below with { Form = 0 }).ShouldBeNull();
        Opening(chosen, Below, Below with { Number = 9 }).ShouldBeNull();
        Opening(chosen, Below, Below with { Number = 9, Words = ["Consulter nos tarifs"] }).ShouldBe(new(Choice, Below));
    }

    private static InvoiceOpening? Opening(SeenRow row, params SeenControl[] controls)
    {
        var frame = Frame([row], controls);
        return InvoiceLines.OpeningOf(frame, row);
    }

    private static SeenRow Head(params string[] cells) => new(cells, [], [], [], IsHead: true);

    private static SeenRow Row(params string[] cells) => new(cells, [], [], [], IsHead: false);

    private static SeenRow Chosen() => new(["2026-11-28", "Index 856", "1,50 $", ""], [], [Choice.Number], [], IsHead: false);

    private static SeenRow Line(params string[] cells) => new([.. cells, "1,50 $", "Consulter"], [], [], [Consult.Number], IsHead: false);

    private static FrameSight Frame(params SeenRow[] rows) => Frame(rows, [Consult]);

    private static FrameSight Frame(SeenRow[] rows, SeenControl[] controls) =>
        new(0, "http://registry.example/", "Historique des factures", [], [], [Choice], controls, rows, [], false);
}
