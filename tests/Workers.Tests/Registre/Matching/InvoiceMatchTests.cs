using Shouldly;
using Workers.Jobs;
using Xunit;

namespace Workers.Registre.Matching;

public sealed class InvoiceMatchTests
{
    private static readonly DateTimeOffset Submitted = new(2026, 3, 10, 15, 0, 0, TimeSpan.Zero);
    private static readonly DocumentRequest Index = new(DocumentSource.Index, "2 784 195", "Montréal", "Cadastre du Québec", null, null);
    private static readonly DocumentRequest Acte = new(DocumentSource.Acte, "25616321", "Montréal", null, null, "Acte");

    [Fact]
    public void The_newest_line_of_the_document_is_found() =>
        InvoiceMatch.Decide([Line(0, "2026-03-09"), Line(1, "2026-03-10")], Index, Submitted)!.Row.Position.ShouldBe(1);

    [Fact]
    public void An_older_index_is_another_document() => InvoiceMatch.Decide([Line(0, "2026-03-01")], Index, Submitted).ShouldBeNull();

    [Fact]
    public void An_older_acte_is_the_same_document() =>
        InvoiceMatch.Decide([new(0, ["2024-01-02 10:00:00", "Acte", "25 616 321", "Montréal", "1,50 $"])], Acte, Submitted).ShouldNotBeNull();

    [Theory]
    [InlineData("Plan cadastral", "2 784 195", "Montréal", "Cadastre du Québec")]
    [InlineData("Index des immeubles", "2 784 196", "Montréal", "Cadastre du Québec")]
    [InlineData("Index des immeubles", "2 784 195-1", "Montréal", "Cadastre du Québec")]
    public void A_line_that_differs_in_one_thing_is_not_it(string kind, string number, string place, string cadastre) =>
        InvoiceMatch.Decide([new(0, ["2026-03-10", kind, number, place, cadastre])], Index, Submitted).ShouldBeNull();

    [Theory]
    [InlineData("10/03/2026")]
    [InlineData("10 mars 2026")]
    [InlineData("2026-03-10 10:10:00")]
    [InlineData("2026-03-10 10 h 10")]
    public void A_date_a_time_and_an_amount_are_no_number(string date)
    {
        var lot = Index with { Number = "10" };

        InvoiceMatch.Decide([new(0, [date, "Index des immeubles, Cadastre du Québec, Montréal, lot 77, 10,10 $"])], lot, Submitted).ShouldBeNull();
        InvoiceMatch.Decide([new(0, [date, "Index des immeubles, Cadastre du Québec, Montréal, lot 10, 10,10 $"])], lot, Submitted).ShouldNotBeNull().IsNamed.ShouldBeTrue();
    }

    /// <summary>It may be it, in other words: what it opens decides.</summary>
    [Theory]
    [InlineData("Index des immeubles", "2 784 195", "Laval", "Cadastre du Québec")]
    [InlineData("IND. IMM.", "2784195", "Mtl", "Cad. QC")]
    [InlineData("Consultation", "2 784 195", "", "")]
    public void A_line_with_the_number_that_does_not_name_the_rest_must_prove_itself(string kind, string number, string place, string cadastre)
    {
        InvoiceRow row = new(0, ["2026-03-10", kind, number, place, cadastre]);

        InvoiceMatch.Decide([row], Index, Submitted).ShouldBe(new(row, IsNamed: false));
        InvoiceMatch.Decide([row with { Cells = ["2026-03-01", .. row.Cells.Skip(1)] }], Index, Submitted).ShouldBeNull();
    }

    /// <summary>None of them may be taken, and the document may not be bought again as if there were none.</summary>
    [Fact]
    public void Several_lines_with_the_number_or_one_that_does_not_open_may_be_it()
    {
        InvoiceRow row = new(0, ["2026-03-10", "Consultation", "2 784 195"]);

        InvoiceMatch.Decide([row, row with { Position = 1 }], Index, Submitted).ShouldBe(new(row, IsNamed: false, IsClear: false));
        InvoiceMatch.Decide([row with { CanOpen = false }], Index, Submitted).ShouldBe(new(row with { CanOpen = false }, IsNamed: false, IsClear: false));
        InvoiceMatch.Decide([row, Line(1, "2026-03-10")], Index, Submitted).ShouldNotBeNull().IsNamed.ShouldBeTrue();
    }

    /// <summary>A plan's own day is no day of its invoice: taken for one, what was bought today would not be found.</summary>
    [Fact]
    public void The_day_of_a_line_is_the_newest_that_it_names_or_that_stands_above()
    {
        new InvoiceRow(0, ["16:57:10", "Plan cadastral 1 262 877, Laval (2019-04-05)"]).Date.ShouldBeNull();
        new InvoiceRow(0, ["16:57:10", "Plan cadastral 1 262 877, Laval (2019-04-05)"]) { Above = ["10 mars 2026"] }.Date.ShouldBe(new(2026, 3, 10));
        new InvoiceRow(0, ["20260310", "165707", "Plan cadastral 1 262 877, Laval (2019-04-05)"]).Date.ShouldBe(new(2026, 3, 10));
    }

    /// <summary>Both may look like a day; one of them is a number.</summary>
    [Theory]
    [InlineData("20260310", "20131128")]
    [InlineData("20131128", "20260310")]
    [InlineData("2026-03-10", "20131128")]
    public void A_number_that_looks_like_a_day_stays_a_number(string one, string other)
    {
        var acte = Acte with { Number = "20131128" };

        InvoiceMatch.Decide([new(0, [one, "165707", "Acte", other, "Montréal", "1,50 $"])], acte, Submitted).ShouldNotBeNull().IsNamed.ShouldBeTrue();
    }

    [Fact]
    public void What_is_given_back_is_no_invoice_of_the_document_and_one_without_a_day_is()
    {
        InvoiceMatch.Decide([new(0, ["2026-03-10", "Crédit - Acte 25 616 321 Montréal", "1,50 $"], CanOpen: false)], Acte, Submitted).ShouldBeNull();
        InvoiceMatch.Decide([new(0, ["2026-03-10", "Acte 25 616 321 Montréal", "-1,50 $"])], Acte, Submitted).ShouldBeNull();
        InvoiceMatch.Decide([new(0, ["10 mars", "Acte 25 616 321 Montréal", "1,50 $"], CanOpen: false)], Acte, Submitted).ShouldNotBeNull("it may not be bought again as if there were none");
        InvoiceMatch.Decide([new(0, ["10 mars", "Index des immeubles", "2 784 195", "Montréal", "Cadastre du Québec", "1,50 $"], CanOpen: false)], Index, Submitted).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Crédit", "1,50 $")]
    [InlineData("Dossier remboursement Tremblay", "1,50 $")]
    [InlineData("", "– 1,50 $")]
    [InlineData("", "– 1,50")]
    public void Words_and_a_dash_that_parts_make_no_credit_of_a_line_that_opens(string cell, string amount) =>
        InvoiceMatch.Decide([new(0, ["2026-03-10", "Acte", "25 616 321", "Montréal", cell, amount])], Acte, Submitted).ShouldNotBeNull().IsNamed.ShouldBeTrue();

    [Theory]
    [InlineData("28-nov-26")]
    [InlineData("28 nov. 26")]
    [InlineData("28-NOV-26 16:56:48")]
    [InlineData("28/11/26")]
    [InlineData("sam. 28/11/26")]
    [InlineData("28-11-26")]
    [InlineData("26-11-28")]
    [InlineData("28 novembre")]
    public void Beside_a_day_that_is_not_understood_no_other_date_is_the_day_of_a_line(string day)
    {
        new InvoiceRow(0, [day, "Plan cadastral 1 262 877", "1998-05-12", "1,50 $"]).Date.ShouldBeNull();
        new InvoiceRow(0, ["Plan cadastral 1 262 877, 1998-05-12"]) { Above = [day] }.Date.ShouldBeNull();
        new InvoiceRow(0, [day, "Plan"]).Naming[0].ShouldBeEmpty();
    }

    [Theory]
    [InlineData("856-12")]
    [InlineData("12-5-3")]
    [InlineData("2 784 195")]
    [InlineData("1,50")]
    [InlineData("16:56:48")]
    [InlineData("16 h 56")]
    [InlineData("Lot 28/11/26")]
    [InlineData("2026-11-28")]
    [InlineData("")]
    public void Numbers_amounts_and_times_are_no_day_that_is_not_understood(string cell) =>
        new InvoiceRow(0, ["2026-11-28", "Plan cadastral", cell]).Date.ShouldBe(new(2026, 11, 28));

    private static InvoiceRow Line(int position, string date) =>
        new(position, [date + " 12:00:00", "Index des immeubles", "2 784 195", "Montréal", "Cadastre du Québec", "", "1,50 $", "Consulter"]);
}
