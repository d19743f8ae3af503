namespace Simulators.Paper;

/// <summary>The words of the land registry: people, institutions, natures of acts and their roles.</summary>
internal static class Vocabulary
{
    public static readonly string[] Surnames =
    [
        "Tremblay", "Gagnon", "Roy", "Côté", "Bouchard", "Gauthier", "Morin", "Lavoie", "Fortin", "Gagné",
        "Ouellet", "Pelletier", "Bélanger", "Lévesque", "Bergeron", "Leblanc", "Paquette", "Girard", "Simard",
        "Boucher", "Caron", "Beaulieu", "Cloutier", "Dubé", "Poirier", "Fournier", "Lapointe", "Leclerc",
        "Lefebvre", "Poulin", "Thibault", "St-Pierre", "Nadeau", "Martin", "Landry", "Martel", "Bédard",
        "Grenier", "Lessard", "Bernier", "Richard", "Michaud", "Hébert", "Desjardins", "Couture", "Turcotte",
        "Lachance", "Parent", "Blais", "Gosselin", "Savard", "Proulx", "Beaudoin", "Demers", "Perreault",
        "Boudreau", "Lemieux", "Cyr", "Perron", "Dufour", "Dion", "Mercier", "Bolduc", "Bérubé", "Boisvert",
        "Langlois", "Ménard", "Therrien", "Plante", "Bilodeau", "Blanchette", "Dubois", "Champagne", "Paradis",
    ];

    public static readonly string[] GivenNames =
    [
        "Jean", "Marie", "Pierre", "Louise", "Joseph", "Hélène", "Léo-Paul", "Thérèse", "René", "Gisèle",
        "François", "Ginette", "Réjean", "Lucie", "Normand", "Céline", "Gérard", "Françoise", "Benoît",
        "Geneviève", "Stéphane", "Josée", "Éric", "Mélanie", "Olivier", "Noémie", "Émile", "Rose-Anna",
        "Adélard", "Cécile", "Marc-André", "Isabelle", "Yvon", "Huguette", "Télesphore", "Alphonsine",
    ];

    public static readonly string[] Lenders =
    [
        "Banque Nationale du Canada", "Banque Royale du Canada", "Caisse populaire Desjardins du Sud",
        "Banque de Montréal", "La Banque Toronto-Dominion", "Caisse Desjardins des Moissons",
        "Fiducie Desjardins inc.", "Banque Laurentienne du Canada", "Crédit Foncier Franco-Canadien",
    ];

    public static readonly string[] Utilities =
    [
        "Hydro-Québec", "Bell Canada", "Ville de Longueuil", "Municipalité de Saint-Hippolyte",
        "Énergir, s.e.c.", "Ministère des Transports du Québec", "Ville de Saguenay",
    ];

    public static readonly string[] Notaries =
    [
        "Me Louise Archambault", "Me Étienne Brassard", "Me Paul-Émile Drouin", "Me Sylvie Guérin",
        "Me Hervé Larivière", "Me Anne-Marie Pinsonneault",
    ];

    public static readonly string[] Places =
    [
        "Montréal", "Longueuil", "Saguenay", "Alma", "Gaspé", "Saint-Jérôme", "Granby", "Trois-Rivières", "Québec",
    ];

    /// <summary>The natures of acts, most frequent first.</summary>
    public static readonly Nature[] Natures =
    [
        new("Vente", "Vendeur", "Acquéreur", Side.Person, Side.Person),
        new("Vente", "Vendeur", "Acquéreur", Side.Person, Side.Person),
        new("Hypothèque", "Créancier", "Débiteur", Side.Lender, Side.Person),
        new("Hypothèque", "Créancier", "Débiteur", Side.Lender, Side.Person),
        new("Quittance", "Créancier", "Débiteur", Side.Lender, Side.Person),
        new("Servitude", "Propriétaire", "Titulaire", Side.Person, Side.Utility),
        new("Donation", "Donateur", "Donataire", Side.Person, Side.Person),
        new("Déclaration de transmission", "Défunt", "Héritier", Side.Person, Side.Person),
        new("Mainlevée", "Créancier", "Débiteur", Side.Lender, Side.Person),
        new("Obligation", "1ère partie", "2ième partie", Side.Person, Side.Lender),
        new("Cession de priorité", "1ère partie", "2ième partie", Side.Lender, Side.Lender),
        new("Préavis d'exercice", "Créancier", "Débiteur", Side.Lender, Side.Person),
        new("Bail", "Locateur", "Locataire", Side.Person, Side.Person),
        new("Jugement", "Demandeur", "Défendeur", Side.Person, Side.Person),
        new("Testament", "Testateur", "Légataire", Side.Person, Side.Person),
        new("Contrat de mariage", "1ère partie", "2ième partie", Side.Person, Side.Person),
        new("Acte de correction", "1ère partie", "2ième partie", Side.Person, Side.Utility),
        new("Expropriation", "Exproprié", "Expropriant", Side.Person, Side.Utility),
    ];

    public static readonly string[] Remarks =
    [
        "Partie du lot", "Voir plan annexé", "Et autres lots", "Droit de passage", "Solde de prix de vente",
        "Ligne de transmission d'énergie", "Usufruit réservé", "Avec garantie légale", "Rang postérieur",
    ];

    public static string Person(Dice dice) => $"{dice.Pick(Surnames).ToUpperInvariant()}, {dice.Pick(GivenNames)}";

    public static string Name(Dice dice, Side side) => side switch
    {
        Side.Lender => dice.Pick(Lenders),
        Side.Utility => dice.Pick(Utilities),
        _ => Person(dice),
    };
}

internal enum Side
{
    Person,
    Lender,
    Utility,
}

internal sealed record Nature(string Name, string FirstQuality, string SecondQuality, Side First, Side Second);
