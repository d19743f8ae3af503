using Shouldly;
using Xunit;

namespace Workers.Jobs;

public sealed class DocumentTextTests
{
    [Theory]
    [InlineData("2 784 195", "2 784 195")]
    [InlineData(" 2\u00A0784\u202F195 ", "2 784 195")]
    [InlineData("399–184", "399-184")]
    [InlineData("1358\u2011176", "1358-176")]
    [InlineData("PC-99999", "PC-99999")]
    [InlineData("24b", "24b")]
    [InlineData("25616321", "25616321")]
    [InlineData("", "")]
    public void A_number_of_the_registry_is_read(string raw, string text) => DocumentText.Read("document_number", raw).ShouldBe((text, null));

    [Theory]
    [InlineData("+1234567", "holds '+' (U+002B) at its start")]
    [InlineData("-5", "holds '-' (U+002D) at its start")]
    [InlineData("12\u2212", "holds '\u2212' (U+2212) after '12'")]
    [InlineData("12.5", "holds '.' (U+002E) after '12'")]
    [InlineData("1\u0001", "holds U+0001 after '1'")]
    [InlineData("1\u202E2", "holds U+202E after '1'")]
    [InlineData("1\uD83D", "holds '\uFFFD' (U+FFFD) after '1'")]
    [InlineData("lot", "is 'lot', no number of a lot or an inscription")]
    [InlineData("12-", "is '12-', no number of a lot or an inscription")]
    public void What_is_no_number_of_the_registry_is_refused_with_the_next_step(string raw, string fault)
    {
        var found = DocumentText.Read("document_number", raw).Fault.ShouldNotBeNull().Text;

        found.ShouldStartWith(fault);
        found.ShouldEndWith("Type it anew.");
    }

    [Theory]
    [InlineData("cadastre", "Cité de Montréal (quartier Sainte-Marie)")]
    [InlineData("cadastre", "Canton de l’Île")]
    [InlineData("circonscription_fonciere", "Métabetchouan–Lac-à-la-Croix")]
    [InlineData("designation_secondaire", "Rang 5 Canton Abercrombie, 1½")]
    [InlineData("acte_type", "Avis d'adresse")]
    [InlineData("idempotency_key", "notaire/2026-11_03:17@étude")]
    [InlineData("dossier", "2026-0417/Tremblay & Fils")]
    public void A_name_of_the_registry_is_read(string column, string text) => DocumentText.Read(column, text).ShouldBe((text, null));

    [Fact]
    public void An_accent_apart_from_its_letter_becomes_one_with_it() => DocumentText.Read("cadastre", "Bégin".Normalize(System.Text.NormalizationForm.FormD)).Text.ShouldBe("Bégin");

    [Theory]
    [InlineData("cadastre", "=1+1")]
    [InlineData("cadastre", "Laval\U0001F600")]
    [InlineData("circonscription_fonciere", "Лaval")]
    [InlineData("circonscription_fonciere", "Laval\u200B")]
    [InlineData("designation_secondaire", "Rang \uFF15")]
    [InlineData("designation_secondaire", "Rang <script>")]
    [InlineData("idempotency_key", "@SUM(1)")]
    [InlineData("dossier", "=1+1")]
    [InlineData("idempotency_key", "k\U0001F600")]
    public void A_sign_that_no_name_has_is_refused(string column, string text) => DocumentText.Read(column, text).Fault.ShouldNotBeNull();

    [Fact]
    public void Another_column_is_left_to_its_own_rule() => DocumentText.Read("priority", "+5").ShouldBe(("+5", null));

    [Fact]
    public void A_long_text_is_shown_by_its_end() => DocumentText.Read("cadastre", new string('a', 5000) + "\u2212").Fault!.Text.Length.ShouldBeLessThan(250);
}
