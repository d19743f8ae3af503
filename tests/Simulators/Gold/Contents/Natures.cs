namespace Simulators.Gold.Contents;

/// <summary>What acts are called in both languages, who gives and who receives, and which of them discharge others.</summary>
internal sealed record Nature(string French, string English, string Giver, string Receiver, string EnglishGiver, string EnglishReceiver, bool Discharges = false)
{
    private static readonly Nature[] All =
    [
        new("Vente", "Sale", "Vendeur", "Acquéreur", "Vendor", "Purchaser"),
        new("Hypothèque", "Hypothec", "Débiteur", "Créancier", "Debtor", "Creditor"),
        new("Obligation", "Obligation", "Débiteur", "Créancier", "Debtor", "Creditor"),
        new("Servitude", "Servitude", "Cédant", "Cessionnaire", "Grantor", "Grantee"),
        new("Donation", "Donation", "Donateur", "Donataire", "Donor", "Donee"),
        new("Bail", "Lease", "Locateur", "Locataire", "Lessor", "Lessee"),
        new("Testament", "Will", "Testateur", "Légataire", "Testator", "Legatee"),
        new("Échange", "Exchange", "Échangiste", "Échangiste", "Exchanger", "Exchanger"),
        new("Cession de rang", "Cession of rank", "Cédant", "Cessionnaire", "Assignor", "Assignee"),
        new("Déclaration de transmission", "Declaration of transmission", "Défunt", "Héritier", "Deceased", "Heir"),
        new("Jugement", "Judgment", "Demandeur", "Défendeur", "Plaintiff", "Defendant"),
        new("Partage", "Partition", "Copartageant", "Copartageant", "Partitioner", "Partitioner"),
        new("Préavis d'exercice", "Prior notice", "Créancier", "Débiteur", "Creditor", "Debtor"),
        new("Contrat de mariage", "Marriage contract", "Époux", "Épouse", "Husband", "Wife"),
        new("Avis de contrat", "Notice of contract", "Déclarant", "Propriétaire", "Declarant", "Owner"),
        new("Rétrocession", "Retrocession", "Cédant", "Cessionnaire", "Assignor", "Assignee"),
        new("Quittance", "Discharge", "Créancier", "Débiteur", "Creditor", "Debtor", true),
        new("Mainlevée", "Release", "Créancier", "Débiteur", "Creditor", "Debtor", true),
        new("Radiation", "Cancellation", "Requérant", "Débiteur", "Applicant", "Debtor", true),
    ];

    /// <summary>Any nature, or one that discharges where the page lists discharges alone.</summary>
    public static Nature Draw(Random random, bool discharging) => random.Pick(discharging ? [.. All.Where(nature => nature.Discharges)] : All);

    /// <summary>A nature that a deed with a price and an immovable may have.</summary>
    public static Nature OfDeed(Random random) => random.Pick(All[..4]);

    public string In(Language language) => language == Language.English ? English : French;

    public string Role(Truths.Side side, Language language) => (side, language) switch
    {
        (Truths.Side.First, Language.French) => Giver,
        (Truths.Side.Second, Language.French) => Receiver,
        (Truths.Side.First, _) => EnglishGiver,
        _ => EnglishReceiver,
    };
}
