using Shouldly;
using Xunit;

namespace Workers.Registre.Recognition;

public sealed class SiteMessageTests
{
    [Theory]
    [InlineData("La fiche immobilière demandée est inexistante.", "NotFound")]
    [InlineData("Aucune information ne correspond aux critères de sélection.", "NotFound")]
    [InlineData("Le document demandé est inexistant", "NotFound")]
    [InlineData("Le lot n'existe pas dans la circonscription foncière demandée.", "NotFound")]
    [InlineData("Le lot 2 784 195 est inactif.", "Inactive")]
    [InlineData("Nous vous proposons une liste de document(s) dont le numéro est semblable.", "SimilarList")]
    [InlineData("Le code d'utilisateur ou le mot de passe est invalide.", "BadCredentials")]
    [InlineData("Votre session a pris fin, car ce code d'utilisateur a servi ailleurs.", "SessionExpired")]
    [InlineData("Le nombre maximal de consultations permis pour la journée est atteint.", "DailyCap")]
    [InlineData("Indisponible en raison de travaux d'entretien.", "Maintenance")]
    [InlineData("Le champ « Cadastre » est obligatoire.", "Unknown")]
    [InlineData("  ", "None")]
    [InlineData(null, "None")]
    public void The_registrys_words_have_one_meaning(string? text, string meaning) =>
        SiteMessage.Read(text).ToString().ShouldBe(meaning);
}
