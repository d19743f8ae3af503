using Shouldly;
using Workers.Jobs;
using Xunit;

namespace Workers.Registre.Matching;

public sealed class DocumentIdentityTests
{
    private static readonly DocumentRequest Acte = new(DocumentSource.Acte, "25616321", "Montréal", null, null, "Acte");
    private static readonly DocumentRequest Index = new(DocumentSource.Index, "399-184", "Chambly", "Paroisse de Saint-Bruno", null, null);

    [Theory]
    [InlineData("Circonscription foncière : Montréal\nNuméro d'inscription : 25 616 321", "Confirmed")]
    [InlineData("ACTE\nCirconscription foncière  Montréal     Numéro d'inscription  25 616 321", "Confirmed")]
    [InlineData("Numéro d'inscription : 25 616 322", "Other")]
    [InlineData("Numéro d'inscription : 25 616 321\nCirconscription foncière : Laval", "Other")]
    [InlineData("Document numérisé, 3 page(s)", "Silent")]
    [InlineData("", "Silent")]
    public void The_head_of_an_acte_names_it(string text, string verdict) =>
        DocumentIdentity.Judge(text, Acte).Verdict.ToString().ShouldBe(verdict);

    [Theory]
    [InlineData("INDEX DES IMMEUBLES\nLot 399-184   Cadastre Paroisse de Saint-Bruno", "Confirmed")]
    [InlineData("Lot : 9 999 999", "Other")]
    public void The_head_of_an_index_names_its_lot(string text, string verdict) =>
        DocumentIdentity.Judge(text, Index).Verdict.ToString().ShouldBe(verdict);

    /// <summary>Refused by whoever compares beginnings of text; each is right.</summary>
    [Theory]
    [InlineData("Circonscription foncière d'Argenteuil", "Argenteuil")]
    [InlineData("CIRCONSCRIPTION FONCIÈRE DES ÎLES-DE-LA-MADELEINE", "Îles-de-la-Madeleine")]
    [InlineData("Circonscription foncière de L'Islet, cadastre de la paroisse", "L'Islet")]
    [InlineData("Circonscription foncière : Lac-Saint-Jean-Est   Page 12", "Lac-Saint-Jean-Est")]
    [InlineData("Circonscription foncière de Montréal Cadastre du Québec", "Montréal")]
    [InlineData("Circonscription foncière       Cadastre              Lot\nMontréal                      Cadastre du Québec    399-184", "Montréal")]
    [InlineData("Plan de la circonscription foncière de Laval, 5 avril 2019", "Laval")]
    [InlineData("Laval (circonscription foncière)", "Laval")]
    [InlineData("Bureau 12, Laval (circonscription foncière), cadastre", "Laval")]
    public void A_circonscription_is_known_in_each_way_of_writing_it(string text, string name) =>
        DocumentIdentity.Judge(text, Index with { Circonscription = name }).Verdict.ShouldNotBe(IdentityVerdict.Other);

    [Theory]
    [InlineData("Circonscription foncière de Lac-Saint-Jean-Ouest", "Lac-Saint-Jean-Est")]
    [InlineData("Circonscription foncière de Nicolet 2", "Nicolet")]
    [InlineData("Circonscription foncière       Cadastre              Lot\nLaval                         Cadastre du Québec    399-184", "Montréal")]
    public void Another_circonscription_is_another_also_where_it_begins_alike(string text, string name)
    {
        var finding = DocumentIdentity.Judge(text, Index with { Circonscription = name });

        finding.Verdict.ShouldBe(IdentityVerdict.Other);
        finding.Named.ShouldNotBeNull().ShouldStartWith("the circonscription");
    }

    [Theory]
    [InlineData("Lot 856-12", "856", "Other")]
    [InlineData("Lot 856", "856-12", "Other")]
    [InlineData("Lot : 24b", "24", "Other")]
    [InlineData("Lot : 2 784 195", "2784195", "Confirmed")]
    [InlineData("\U0001D40B Lot : 2 784 195   \U000F0041", "2784195", "Confirmed")]
    [InlineData("Lots 1 234 567, 1 234 568 et 2 784 195", "2784195", "Confirmed")]
    [InlineData("Numéro de lot     Date\n2 784 195         2019-04-05", "2784195", "Confirmed")]
    [InlineData("Numéro de lot     Date\n2 784 196         2019-04-05", "2784195", "Other")]
    public void A_lot_is_compared_as_a_whole(string text, string number, string verdict) =>
        DocumentIdentity.Judge(text, Index with { Number = number }).Verdict.ToString().ShouldBe(verdict);

    [Theory]
    [InlineData("PLAN CADASTRAL\nLots 3 000 001 à 3 000 031", "Confirmed")]
    [InlineData("PLAN CADASTRAL\nLot 4 000 000\nRemplace le lot 3 000 017", "Confirmed")]
    [InlineData("PLAN CADASTRAL\nLot 4 000 000", "Other")]
    public void A_plan_may_list_many_lots_and_those_that_it_replaced(string text, string verdict) =>
        DocumentIdentity.Judge(text, new(DocumentSource.PlanCadastraux, "3000017", "Montréal", "Cadastre du Québec", null, null)).Verdict.ToString().ShouldBe(verdict);

    [Theory]
    [InlineData("ACTE 1 DE 3\nNuméro d'inscription : 25 616 321", "Confirmed")]
    [InlineData("ACTE 1 DE 3", "Silent")]
    [InlineData("Acte no 25 616 321", "Confirmed")]
    [InlineData("RADIATION\nNuméro d'inscription : 25 616 321", "Other")]
    [InlineData("Type de document : Radiation\nNuméro d'inscription : 25 616 321", "Other")]
    [InlineData("Numéro d'inscription    Type\n25 616 321              Acte", "Confirmed")]
    public void The_number_and_the_type_of_an_acte_are_fields(string text, string verdict) =>
        DocumentIdentity.Judge(text, Acte).Verdict.ToString().ShouldBe(verdict);

    [Fact]
    public void Every_field_that_differs_is_named_beside_those_that_do_not()
    {
        var finding = DocumentIdentity.Judge("Circonscription foncière : Laval\nNuméro d'inscription : 9 999 999", Acte);

        finding.Fields.ShouldBe(
        [
            new("number", "25616321", "9 999 999", true),
            new("circonscription", "Montréal", "Laval", true),
            new("type", "Acte", null, false),
        ]);
        finding.Named.ShouldBe("the number 9 999 999, the circonscription Laval");
    }

    [Fact]
    public void Numbers_that_an_acte_quotes_further_down_do_not_count()
    {
        var text = string.Concat(Enumerable.Repeat("Texte de l'acte\n", 40)) + "sous le numéro d'inscription 11 222 333";

        DocumentIdentity.Judge(text, Acte).Verdict.ShouldBe(IdentityVerdict.Silent);
    }
}
