namespace Simulators.Registre;

/// <summary>
/// What the site says when it does not do what was asked. The first group is the site's own wording;
/// the second is plausible wording for messages whose real text is not known.
/// </summary>
internal sealed record SiteTexts
{
    public string IndexMissing { get; init; } = "La fiche immobilière demandée est inexistante.";

    public string NothingFound { get; init; } = "Aucune information ne correspond aux critères de sélection.";

    public string ActeMissing { get; init; } = "Le document demandé est inexistant.";

    public string LotElsewhere { get; init; } = "Le lot n'existe pas dans la circonscription foncière demandée.";

    public string LotInactive { get; init; } = "Le lot {0} est inactif.";

    public string SimilarOffered { get; init; } = "Nous vous proposons une liste de document(s) dont le numéro est semblable.";

    public string LoginRefused { get; init; } = "Le code d'utilisateur ou le mot de passe est invalide.";

    public string AccountLocked { get; init; } = "Ce compte est verrouillé. Communiquez avec le service à la clientèle.";

    public string SessionExpired { get; init; } = "Votre session est expirée. Veuillez vous identifier de nouveau.";

    public string LoggedInElsewhere { get; init; } = "Votre session a pris fin, car ce code d'utilisateur a servi à ouvrir une autre session.";

    public string Maintenance { get; init; } = "Le Registre foncier du Québec en ligne est présentement indisponible en raison de travaux d'entretien.";

    public string DailyCapReached { get; init; } = "Le nombre maximal de consultations permis pour la journée est atteint.";

    public string FieldMissing { get; init; } = "Le champ « {0} » est obligatoire.";

    public string ChoiceMissing { get; init; } = "Vous devez sélectionner un document.";

    public string PaperOnly { get; init; } = "Ce document est conservé au Bureau de la publicité des droits et ne peut être consulté en ligne.";
}
