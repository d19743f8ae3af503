namespace Simulators.Gold.Contents;

/// <summary>Invented people and real kinds of bodies, as land registers name them.</summary>
internal static class Names
{
    private static readonly string[] FrenchSurnames =
    [
        "Tremblay", "Gagnon", "Côté", "Bouchard", "Gauthier", "Morin", "Lavoie", "Fortin", "Gagné", "Ouellet", "Pelletier", "Bélanger",
        "Lévesque", "Bergeron", "Leblanc", "Paquette", "Girard", "Simard", "Boucher", "Caron", "Beaulieu", "Cloutier", "Dubé", "Poirier",
        "Fournier", "Lapointe", "Leclerc", "Lefebvre", "Poulin", "Thibault", "St-Pierre", "Nadeau", "Martel", "Charbonneau", "Desrosiers",
        "Duchesne", "Archambault", "Thériault", "Lemieux", "Hébert",
    ];

    private static readonly string[] EnglishSurnames =
    [
        "Smith", "McKenzie", "Campbell", "Ross", "O'Brien", "Wright", "Fraser", "Murphy", "Stewart", "Hamilton", "Taylor", "Molson",
        "Ferguson", "Wilson", "Burke", "Allan", "Patterson", "Drummond",
    ];

    private static readonly string[] FrenchFirst =
    [
        "Jean-Baptiste", "Marie", "Joseph", "Hélène", "Pierre", "Adélard", "Rose-Alma", "Luc", "Édouard", "Thérèse", "François", "Aurore",
        "Napoléon", "Lucie", "Alphonse", "Jeanne", "Télesphore", "Monique", "Réal", "Denise", "Gilles", "Claire", "Ovide", "Noémie",
    ];

    private static readonly string[] EnglishFirst =
        ["John", "Mary", "William", "Margaret", "James", "Elizabeth", "Thomas", "Ann", "George", "Sarah", "Robert", "Ellen"];

    private static readonly string[] Bodies =
    [
        "Banque Nationale du Canada", "Banque Royale du Canada", "Caisse populaire de Rimouski", "Hydro-Québec", "Procureur général du Québec",
        "Ville de Longueuil", "Crédit foncier", "La Fabrique de Saint-Bruno", "Bell Canada", "Placements Boréal inc.", "9041-2264 Québec inc.",
        "Ministère des Transports",
    ];

    private static readonly string[] OldBodies =
    [
        "Les Syndics de Saint-Denis", "The Bank of Montreal", "La Fabrique de Varennes", "Crown Lands", "Grand Trunk Railway",
        "Corporation du Comté", "Trust and Loan Co.", "Les Soeurs Grises",
    ];

    public static string Person(Random random)
    {
        var english = random.Happens(0.25);
        var first = random.Pick(english ? EnglishFirst : FrenchFirst);
        return $"{first} {random.Pick(english ? EnglishSurnames : FrenchSurnames)}";
    }

    /// <summary>A person, or now and then a body; in capitals with the surname first where the register writes so.</summary>
    public static string Party(Random random, bool old, bool surnameFirst)
    {
        if (random.Happens(0.22))
        {
            return random.Pick(old ? OldBodies : Bodies);
        }

        var person = Person(random);
        var cut = person.LastIndexOf(' ');
        return surnameFirst ? $"{person[(cut + 1)..].ToUpperInvariant()}, {person[..cut]}" : person;
    }
}
