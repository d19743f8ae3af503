using System.Globalization;
using Shouldly;
using Xunit;

namespace Workers.Registre.Recognition;

public sealed class IndexTableTests
{
    private static readonly string[] Headings =
        ["Date de présentation", "Numéro d'inscription", "Nature de l'acte", "Qualité", "Nom des parties", "Remarques", "Avis d'adresse", "Radiations"];

    [Fact]
    public void An_inscription_of_several_parties_spans_their_rows()
    {
        var rows = Read(
            Row(Headings),
            [Spans("2004-03-22", 2), Spans("11 222 333", 2), Spans("Vente", 2), new("Vendeur"), new("Tremblay, Anne"), Spans("60 000,00 $", 2), Spans("", 2), Spans("12 000 001", 2)],
            Row("Acheteur", "Roy, Luc"),
            Row("2009-01-05", "12 000 001", "Quittance", "Créancier", "Banque", "", "6 000 001", ""));

        rows.IsWhole.ShouldBeTrue();
        rows.Entries.Select(Told).ShouldBe(
        [
            "2004-03-22|11 222 333|Vente|Vendeur Tremblay, Anne+Acheteur Roy, Luc|60 000,00 $||12 000 001",
            "2009-01-05|12 000 001|Quittance|Créancier Banque||6 000 001|",
        ]);
    }

    [Fact]
    public void Blank_cells_and_a_table_in_a_cell_go_on_with_the_inscription_too()
    {
        var rows = Read(
            Row(Headings),
            Row("2004-03-22", "1", "Vente", "Vendeur", "A", "", "", ""),
            Row("", "", "", "Acheteur", "B", "", "", ""),
            [new("2005-01-01"), new("2"), new("Servitude"), new("", ColSpan: 2, Inner: [["Cédant", "C"], ["Cessionnaire", "D"]]), new("r"), new(""), new("")],
            Row("2006-01-01", "3", "Bail", "Locateur", "E", "", "", ""));

        rows.Entries.Select(Told).ShouldBe(
            ["2004-03-22|1|Vente|Vendeur A+Acheteur B|||", "2005-01-01|2|Servitude|Cédant C+Cessionnaire D|r||", "2006-01-01|3|Bail|Locateur E|||"]);
    }

    [Fact]
    public void Columns_are_known_by_their_headings_in_any_order_and_case_and_some_may_be_missing()
    {
        var rows = Read(Row("NOM DES PARTIES", "  Nature de l’acte ", "NUMERO D'INSCRIPTION", "QUALITÉ", "Date de présentation", "Folio"), Row("A", "Vente", "77", "Vendeur", "1999-01-01", "12"));

        rows.Entries.Select(Told).ShouldBe(["1999-01-01|77|Vente|Vendeur A|||"]);
    }

    [Theory]
    [InlineData("Date|Numéro|Montant|Taxes|Total")]
    [InlineData("Numéro d'inscription|Nom des parties|Qualité|Remarques|Radiations")]
    [InlineData("Numéro d'inscription|Nature de l'acte|Nom des parties|Qualité")]
    [InlineData("Numéro d'inscription|Numéro|Nature de l'acte|Nom des parties|Qualité|Remarques")]
    [InlineData("")]
    public void A_table_whose_headings_leave_a_doubt_is_none(string headings) =>
        IndexTable.Read([new([Row(headings.Split('|')), Row("1", "2", "3", "4", "5", "6")])]).ShouldBeNull();

    [Fact]
    public void Headings_that_are_repeated_spacers_and_a_last_line_are_no_inscriptions_and_any_other_odd_row_is_told()
    {
        List<IReadOnlyList<ShownCell>> table =
        [
            [new("Index des immeubles", ColSpan: 8)], Row(Headings), Row("2004-03-22", "1", "Vente", "Vendeur", "A", "", "", ""), [new("", ColSpan: 8)],
            Row(Headings), Row("2004-03-23", "2", "Vente", "Vendeur", "B", "", "", ""), [new("Fin de l'index, 2 inscriptions", ColSpan: 8)],
        ];
        var rows = IndexTable.Read([new(table)]).ShouldNotBeNull();
        (rows.Entries.Count, rows.IsWhole).ShouldBe((2, true));

        var odd = IndexTable.Read([new([.. table, Row("2005-01-01", "illisible", "Vente", "", "", "", "", "")])]).ShouldNotBeNull();
        (odd.Entries.Count, odd.IsWhole).ShouldBe((2, false));
        IndexTable.Read([new(table, IsCut: true)]).ShouldNotBeNull().IsWhole.ShouldBeFalse();
    }

    [Fact]
    public void More_rows_or_letters_than_are_read_are_told()
    {
        IEnumerable<IReadOnlyList<ShownCell>> many = Enumerable.Range(1, 20_000).Select(number => Row("2004-03-22", number.ToString(CultureInfo.InvariantCulture), "Vente", "Vendeur", "A", "", "", ""));
        var rows = IndexTable.Read([new([Row(Headings), .. many])]).ShouldNotBeNull();
        (rows.Entries.Count, rows.IsWhole).ShouldBe((TableGrid.MostRows - 1, false));

        var long_ = new string('x', 100_000);
        var wide = IndexTable.Read([new([Row(Headings), .. Enumerable.Repeat(Row("2004-03-22", "1", "Vente", "Vendeur", long_, "", "", ""), 50)])]).ShouldNotBeNull();
        (wide.Entries.Count, wide.IsWhole).ShouldBe((19, false));
    }

    [Fact]
    public void Spans_and_signs_that_no_table_has_harm_nothing()
    {
        var rows = Read(
            Row(Headings),
            [new("2004\0-03-22", int.MaxValue, -5), new("1\uD800", -1, int.MinValue), new("Vente", 0, 0), new("Vendeur"), new("A", 2, int.MaxValue), new("lost")],
            Row([.. Enumerable.Repeat("x", 5000)]));

        Told(rows.Entries[0]).ShouldStartWith("2004-03-22|1\uFFFD|Vente|Vendeur A");
        IndexTable.Read([new([]), new([[]]), new([Row(Headings)]), new([Row(Headings), [], Row("")])]).ShouldBeNull();
    }

    private static IndexRows Read(params IReadOnlyList<IReadOnlyList<ShownCell>> table) => IndexTable.Read([new(table)]).ShouldNotBeNull();

    private static IReadOnlyList<ShownCell> Row(params string[] texts) => [.. texts.Select(text => new ShownCell(text))];

    private static ShownCell Spans(string text, int rows) => new(text, rows);

    private static string Told(IndexEntry entry) => string.Join(
        '|', entry.Date, entry.Number, entry.Nature, string.Join('+', entry.Parties.Select(party => $"{party.Quality} {party.Name}")), entry.Remarks, entry.AddressNotice, entry.Radiations);
}
