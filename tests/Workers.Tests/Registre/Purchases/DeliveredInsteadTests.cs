using System.Text.Json.Nodes;
using Shouldly;
using Workers.Jobs;
using Workers.Office;
using Xunit;

namespace Workers.Registre.Purchases;

/// <summary>What the office is told of a document that is not the one asked for, from what a copy's facts and the ledger keep.</summary>
public sealed class DeliveredInsteadTests
{
    private static readonly DocumentRequest Asked = new(DocumentSource.Acte, "10000601", "Montréal", null, null, "Acte");

    [Theory]
    [InlineData(
        """{"fields": [{"field": "number", "asked": "10000601", "says": "9 999 999", "differs": true}, {"field": "circonscription", "asked": "Montréal", "says": "Laval", "differs": true}, {"field": "type", "asked": "Acte", "differs": false}]}""",
        "the registry delivered the number 9 999 999, the circonscription Laval instead of 10000601 (Montréal)",
        "le registre a remis le numéro 9 999 999, la circonscription foncière Laval au lieu de 10000601 (Montréal)")]
    [InlineData(
        """{"unproven": true, "invoice": "77", "fields": []}""",
        "the registry delivered a document that does not name itself, by an invoice that shows the number alone (77), instead of 10000601 (Montréal)",
        "le registre a remis un document qui ne se nomme pas, par une facture qui ne montre que le numéro (77), au lieu de 10000601 (Montréal)")]
    public void Both_languages_say_it_in_their_own_words(string obtained, string english, string french)
    {
        var why = DeliveredInstead.Of((JsonObject)JsonNode.Parse(obtained)!, Asked).ShouldNotBeNull();

        (why.Text, OfficeWords.French.Say(why)).ShouldBe((english, french));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"fields": "?"}""")]
    [InlineData("""{"fields": [{"field": "number", "asked": "1", "says": "1", "differs": false}]}""")]
    [InlineData("""{"fields": [{"field": "colour", "says": "red", "differs": true}, 7]}""")]
    public void What_does_not_tell_is_no_reason(string? obtained) =>
        DeliveredInstead.Of(obtained is null ? null : (JsonObject)JsonNode.Parse(obtained)!, Asked).ShouldBeNull();

    [Fact]
    public void A_row_that_cannot_be_asked_for_is_told_in_the_language_of_the_office()
    {
        var fault = DocumentText.Read("document_number", "12.5").Fault.ShouldNotBeNull();

        fault.Text.ShouldBe("holds '.' (U+002E) after '12'; allowed: digits 0 to 9, letters A to Z, spaces and hyphens, such as 2 784 195, 399-184, 24b or PC-99999. Type it anew.");
        OfficeWords.French.Say(fault).ShouldBe(
            "contient '.' (U+002E) après «\u00A012\u00A0»\u00A0; admis\u00A0: chiffres 0 à 9, lettres A à Z, espaces et traits d’union, comme 2 784 195, 399-184, 24b ou PC-99999. Le saisir de nouveau.");
    }
}
