namespace Workers.Registre.Recognition;

/// <summary>
/// Everything about the site's pages that is known and not reasoned: names, addresses and words. Observed: seen on the site by two
/// independent clients. Official: printed by the registry. Likely: not documented; wordings that such sites use. Adding a shape is a line here and a page
/// in the tests. Words are compared without case, accents and punctuation.
/// </summary>
internal static class SiteFacts
{
    // Observed: names of fields and buttons.
    public const string UserCode = "txtVaCodeUtils";
    public const string Password = "txtMotPasse";
    public const string Circonscription = "selCircnFoncr";
    public const string Cadastre = "selCadst";
    public const string Designation = "selDesgnSecnd";
    public const string Lot = "txtNumrtLot";
    public const string ActeType = "selTypeDocmn";
    public const string Inscription = "txtNoReqst";
    public const string Submit = "btnSoumt";
    public const string Confirm = "btnConfr";

    // Observed: parts of addresses, scripts and pictures.
    public const string LoginAddress = "pf_14_06_01_reglr";
    public const string EntranceAddress = "13_01_01";
    public static readonly string[] SaveAddresses = ["impri_sauvg", "fRechrDocmnPDF"];
    public const string ViewerAddress = "Docmn";
    public const string PlansAddress = "selct_plan_cadst";
    public const string SearchAddress = "/13_01_11/";
    public const string PaperOnlyPicture = "BPD.GIF";

    /// <summary>Observed: headings of a computerised index; the shorter ones are likely.</summary>
    public static readonly IReadOnlyDictionary<IndexColumn, string[]> IndexHeadings = new Dictionary<IndexColumn, string[]>
    {
        [IndexColumn.Date] = ["date de presentation", "date de presentation d inscription", "date"],
        [IndexColumn.Number] = ["numero d inscription", "no d inscription", "numero", "no"],
        [IndexColumn.Nature] = ["nature de l acte", "nature"],
        [IndexColumn.Quality] = ["qualite"],
        [IndexColumn.Name] = ["nom des parties", "noms des parties", "nom"],
        [IndexColumn.Remarks] = ["remarques", "remarque"],
        [IndexColumn.AddressNotice] = ["avis d adresse", "avis d adresses"],
        [IndexColumn.Radiations] = ["radiations", "radiation"],
    };

    /// <summary>Choices of a search form that choose no document.</summary>
    public static readonly string[] SettingChoices = ["rdModlt", "rdOrdre"];

    // Observed and official: words on links and buttons.
    public static readonly string[] EntranceWords = ["consultez le registre foncier", "entree du site", "acceder au registre", "entrer"];
    public static readonly string[] ConfirmWords =
        ["confirmer", "confirmer la demande", "confirmer ma demande", "confirmer votre demande", "confirmer cette demande", "confirmer la consultation", "confirmer et consulter"];
    public static readonly string[] SaveWords = ["sauvegarder"];
    public static readonly string[] ConsultWords = ["consulter"];
    public static readonly string[] ConsultAddresses = ["consl", "consult"];
    public static readonly string[] HistoryWords = ["historique des factures"];
    public static readonly string[] ClientFileWords = ["dossier client"];

    /// <summary>Official: a copy that is ordered costs and is never wanted. Pressed by nobody.</summary>
    public static readonly string[] OrderWords = ["commander", "commande"];

    // Likely.
    public static readonly string[] HelpWords = ["aide", "comment", "guide", "mode d emploi", "foire aux questions", "faq"];
    public static readonly string[] LoginWords = ["soumettre", "connexion", "se connecter", "ouvrir une session", "entrer", "valider"];
    public static readonly string[] SearchWords = ["rechercher", "soumettre"];
    public static readonly string[] ChooseWords = ["soumettre", "continuer", "poursuivre"];
    public static readonly string[] AcceptWords = ["j accepte", "accepter", "j ai lu", "continuer", "poursuivre", "suivant", "ok"];
    public static readonly string[] EndOtherWords = ["mettre fin", "fermer l autre", "terminer l autre", "fermer la session", "terminer la session", "continuer", "oui"];
    public static readonly string[] NextPageWords = ["suivant", "suivante", "page suivante", "suivants", "suivantes"];
    public static readonly string[] ShowWords = ["afficher", "rechercher", "soumettre"];
    public static readonly string[] LogoutWords = ["fin de session", "fin de la session", "terminer la session", "quitter", "deconnexion", "se deconnecter", "fermer la session"];
    public static readonly string[] PreparingWords = ["en preparation", "veuillez patienter", "un instant", "est en cours de", "cours de traitement", "demande en cours", "traitement en cours", "transmission en cours", "chargement en cours", "recherche en cours", "veuillez attendre", "preparation du document", "patientez"];
    public static readonly string[] NoticeWords = ["avis", "conditions d utilisation", "modalites d utilisation", "a l attention de", "important", "nouveaute"];

    /// <summary>What a closure is told with. Working pages announce it with the same words, so it counts only where nothing else is recognised.</summary>
    public static readonly string[] ClosureWords =
    [
        "sera ferme", "sera fermee", "seront fermes", "fermeture du site", "fermeture du registre", "fermeture du service", "site ferme", "registre ferme", "service ferme",
        "ne sera pas disponible", "ne sera pas accessible", "ne sont pas disponibles", "ne sont pas accessibles", "sera indisponible", "sera inaccessible", "est inaccessible", "sera interrompu",
        "mise a jour de nos systemes", "entretien de nos systemes",
    ];
}
