using Workers.Registre.Matching;

namespace Workers.Registre.Recognition;

/// <summary>What the registry says in its own words, as far as it matters.</summary>
internal enum SiteAnswer
{
    /// <summary>No message.</summary>
    None,

    /// <summary>No such document, lot or number.</summary>
    NotFound,

    /// <summary>The lot was replaced or cancelled; its plan can still be had.</summary>
    Inactive,

    /// <summary>A list of documents with similar numbers follows.</summary>
    SimilarList,

    /// <summary>The document is kept on paper at the registry's office.</summary>
    PaperOnly,

    /// <summary>The code or password was refused, or the account is locked.</summary>
    BadCredentials,

    /// <summary>The password must be changed by a person.</summary>
    PasswordExpired,

    /// <summary>The account answers a question about its owner first.</summary>
    IdentityQuestion,

    /// <summary>The session ended.</summary>
    SessionExpired,

    /// <summary>The account has another session.</summary>
    SessionOpen,

    /// <summary>The account may not consult more today.</summary>
    DailyCap,

    /// <summary>The site is closed for a while.</summary>
    Maintenance,

    /// <summary>A message that is not known: kept as it is.</summary>
    Unknown,
}

/// <summary>The registry's phrases. The first group is its own wording, the rest likely ones.</summary>
internal static class SiteMessage
{
    /// <summary>Phrases that mean the same wherever on a page they stand; the first that occurs decides.</summary>
    private static readonly (string Phrase, SiteAnswer Answer)[] Anywhere =
    [
        ("liste de document s dont le numero est semblable", SiteAnswer.SimilarList),
        ("liste de documents dont le numero est semblable", SiteAnswer.SimilarList),
        ("fiche immobiliere demandee est inexistante", SiteAnswer.NotFound),
        ("aucune information ne correspond", SiteAnswer.NotFound),
        ("document demande est inexistant", SiteAnswer.NotFound),
        ("n existe pas dans la circonscription", SiteAnswer.NotFound),
        ("est inactif", SiteAnswer.Inactive),

        ("bureau de la publicite des droits et ne peut", SiteAnswer.PaperOnly),
        ("temporairement", SiteAnswer.Maintenance),
        ("travaux d entretien", SiteAnswer.Maintenance),
        ("en maintenance", SiteAnswer.Maintenance),
        ("presentement indisponible", SiteAnswer.Maintenance),
        ("n est pas disponible", SiteAnswer.Maintenance),
        ("n est pas accessible", SiteAnswer.Maintenance),
        ("sera de retour", SiteAnswer.Maintenance),
        ("sera de nouveau disponible", SiteAnswer.Maintenance),
        ("interruption de service", SiteAnswer.Maintenance),
        ("service est interrompu", SiteAnswer.Maintenance),
        ("hors service", SiteAnswer.Maintenance),
        ("est ferme", SiteAnswer.Maintenance),
        ("reessayer plus tard", SiteAnswer.Maintenance),
        ("session deja ouverte", SiteAnswer.SessionOpen),
        ("session est deja ouverte", SiteAnswer.SessionOpen),
        ("deja une session", SiteAnswer.SessionOpen),
        ("session est deja active", SiteAnswer.SessionOpen),
        ("session active", SiteAnswer.SessionOpen),
        ("est deja connecte", SiteAnswer.SessionOpen),
        ("est deja utilise", SiteAnswer.SessionOpen),
        ("deja en cours d utilisation", SiteAnswer.SessionOpen),
        ("session est expiree", SiteAnswer.SessionExpired),
        ("session a expire", SiteAnswer.SessionExpired),
        ("session expiree", SiteAnswer.SessionExpired),
        ("session est terminee", SiteAnswer.SessionExpired),
        ("session a pris fin", SiteAnswer.SessionExpired),
        ("session n est plus", SiteAnswer.SessionExpired),
        ("session invalide", SiteAnswer.SessionExpired),
        ("delai d inactivite", SiteAnswer.SessionExpired),
        ("periode d inactivite", SiteAnswer.SessionExpired),
        ("identifier de nouveau", SiteAnswer.SessionExpired),
        ("vous reconnecter", SiteAnswer.SessionExpired),
        ("mot de passe est expire", SiteAnswer.PasswordExpired),
        ("mot de passe a expire", SiteAnswer.PasswordExpired),
        ("mot de passe expire", SiteAnswer.PasswordExpired),
        ("changer votre mot de passe", SiteAnswer.PasswordExpired),
        ("modifier votre mot de passe", SiteAnswer.PasswordExpired),
        ("nouveau mot de passe", SiteAnswer.PasswordExpired),
        ("question d identification", SiteAnswer.IdentityQuestion),
        ("question secrete", SiteAnswer.IdentityQuestion),
        ("question personnelle", SiteAnswer.IdentityQuestion),
        ("question de securite", SiteAnswer.IdentityQuestion),
        ("nombre maximal de consultations", SiteAnswer.DailyCap),
        ("nombre maximum de consultations", SiteAnswer.DailyCap),
        ("nombre de consultations permis", SiteAnswer.DailyCap),
        ("nombre de consultations autorise", SiteAnswer.DailyCap),
        ("limite quotidienne", SiteAnswer.DailyCap),
        ("limite journaliere", SiteAnswer.DailyCap),
        ("limite de consultations", SiteAnswer.DailyCap),
        ("maximum quotidien", SiteAnswer.DailyCap),
        ("quota", SiteAnswer.DailyCap),
        ("mot de passe est invalide", SiteAnswer.BadCredentials),
        ("mot de passe invalide", SiteAnswer.BadCredentials),
        ("mot de passe est incorrect", SiteAnswer.BadCredentials),
        ("mot de passe incorrect", SiteAnswer.BadCredentials),
        ("mot de passe est errone", SiteAnswer.BadCredentials),
        ("mot de passe errone", SiteAnswer.BadCredentials),
        ("code d utilisateur invalide", SiteAnswer.BadCredentials),
        ("code d utilisateur est invalide", SiteAnswer.BadCredentials),
        ("code d utilisateur inconnu", SiteAnswer.BadCredentials),
        ("identification invalide", SiteAnswer.BadCredentials),
        ("identification a echoue", SiteAnswer.BadCredentials),
        ("authentification a echoue", SiteAnswer.BadCredentials),
        ("n est pas reconnu", SiteAnswer.BadCredentials),
        ("acces refuse", SiteAnswer.BadCredentials),
        ("verrouille", SiteAnswer.BadCredentials),
        ("compte est bloque", SiteAnswer.BadCredentials),
        ("acces est bloque", SiteAnswer.BadCredentials),
        ("compte est suspendu", SiteAnswer.BadCredentials),
    ];

    /// <summary>Phrases that mean something only where the site speaks of what was asked: on a form they are labels.</summary>
    private static readonly (string Phrase, SiteAnswer Answer)[] InMessages =
    [
        ("n existe pas", SiteAnswer.NotFound),
        ("inexistant", SiteAnswer.NotFound),
        ("introuvable", SiteAnswer.NotFound),
        ("aucun document", SiteAnswer.NotFound),
        ("session", SiteAnswer.SessionExpired),
        ("mot de passe", SiteAnswer.BadCredentials),
        ("code d utilisateur", SiteAnswer.BadCredentials),
        ("maintenance", SiteAnswer.Maintenance),
        ("indisponible", SiteAnswer.Maintenance),
    ];

    /// <summary>What is said in a place where the site speaks of what was asked.</summary>
    public static SiteAnswer Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return SiteAnswer.None;
        }

        var line = FoldedText.Line(text);
        return Find(Anywhere, line) ?? Find(InMessages, line) ?? SiteAnswer.Unknown;
    }

    /// <summary>It tells of another time than now.</summary>
    public static bool IsAhead(string text) => FoldedText.Words(text).Any(word => word is "sera" or "seront");

    /// <summary>What a line of any text says for certain; null where it says nothing that is known.</summary>
    public static SiteAnswer? ReadAnywhere(string text) => Find(Anywhere, FoldedText.Line(text));

    private static SiteAnswer? Find((string Phrase, SiteAnswer Answer)[] phrases, string line)
    {
        foreach (var (phrase, answer) in phrases)
        {
            if (line.Contains(phrase, StringComparison.Ordinal))
            {
                return answer;
            }
        }

        return null;
    }
}
