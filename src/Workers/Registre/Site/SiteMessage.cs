using Workers.Registre.Matching;

namespace Workers.Registre.Site;

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

    /// <summary>The session ended.</summary>
    SessionExpired,

    /// <summary>The account may not consult more today.</summary>
    DailyCap,

    /// <summary>The site is closed for a while.</summary>
    Maintenance,

    /// <summary>A message that is not known: kept as it is.</summary>
    Unknown,
}

internal static class SiteMessage
{
    /// <summary>Phrases without case, accents and punctuation; the first that occurs decides.</summary>
    private static readonly (string Phrase, SiteAnswer Answer)[] Phrases =
    [
        ("liste de document s dont le numero est semblable", SiteAnswer.SimilarList),
        ("liste de documents dont le numero est semblable", SiteAnswer.SimilarList),
        ("fiche immobiliere demandee est inexistante", SiteAnswer.NotFound),
        ("aucune information ne correspond", SiteAnswer.NotFound),
        ("document demande est inexistant", SiteAnswer.NotFound),
        ("n existe pas", SiteAnswer.NotFound),
        ("est inactif", SiteAnswer.Inactive),
        ("bureau de la publicite des droits et ne peut", SiteAnswer.PaperOnly),
        ("session", SiteAnswer.SessionExpired),
        ("mot de passe", SiteAnswer.BadCredentials),
        ("code d utilisateur", SiteAnswer.BadCredentials),
        ("verrouille", SiteAnswer.BadCredentials),
        ("nombre maximal de consultations", SiteAnswer.DailyCap),
        ("limite quotidienne", SiteAnswer.DailyCap),
        ("maintenance", SiteAnswer.Maintenance),
        ("travaux d entretien", SiteAnswer.Maintenance),
        ("temporairement indisponible", SiteAnswer.Maintenance),
        ("inexistant", SiteAnswer.NotFound),
    ];

    public static SiteAnswer Read(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return SiteAnswer.None;
        }

        var line = FoldedText.Line(text);
        foreach (var (phrase, answer) in Phrases)
        {
            if (line.Contains(phrase, StringComparison.Ordinal))
            {
                return answer;
            }
        }

        return SiteAnswer.Unknown;
    }
}
