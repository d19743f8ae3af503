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

    [Fact]
    public void Numbers_that_an_acte_quotes_further_down_do_not_count()
    {
        var text = string.Concat(Enumerable.Repeat("Texte de l'acte\n", 40)) + "sous le numéro d'inscription 11 222 333";

        DocumentIdentity.Judge(text, Acte).Verdict.ShouldBe(IdentityVerdict.Silent);
    }
}
