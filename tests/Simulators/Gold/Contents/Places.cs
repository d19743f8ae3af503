namespace Simulators.Gold.Contents;

/// <summary>Where the land of a document lies, as its head says it.</summary>
internal sealed record Place(string Lot, string Circonscription, string Cadastre)
{
    private static readonly (string Circonscription, string Cadastre)[] Old =
    [
        ("Chambly", "Paroisse de Saint-Bruno"), ("Shefford", "Canton d'Ely"), ("Chambly", "Paroisse de Sainte-Julie"),
        ("Terrebonne", "Paroisse de Saint-Hippolyte"), ("Chicoutimi", "Canton de Bagot"), ("Chicoutimi", "Ville de Chicoutimi"),
        ("Lac-Saint-Jean-Est", "Village d'Hébertville"), ("Lac-Saint-Jean-Ouest", "Canton de Roberval"),
        ("Montréal", "Cité de Montréal (quartier Sainte-Marie)"), ("Gaspé", "Canton de Percé"),
    ];

    private static readonly string[] Seigniories =
        ["Seigneurie de Terrebonne, 3e rang", "Seigneurie de Varennes, 1er rang", "Township of Ely, 4th range", "Seigneurie de Boucherville"];

    private static readonly string[] Renovated = ["Montréal", "Longueuil", "Québec", "Laval", "Sherbrooke", "Rouville"];

    public static Place Draw(Template template, Random random)
    {
        switch (template)
        {
            case Template.ModernInscription or Template.ModernRadiation when random.Happens(0.7):
                return new($"{random.Next(1, 6)} {random.Next(1000):000} {random.Next(1000):000}", random.Pick(Renovated), "Cadastre du Québec");
            case Template.Register1850:
                return new($"{random.Next(1, 60)}", random.Pick(Old).Circonscription, random.Pick(Seigniories));
            default:
                var (circonscription, cadastre) = random.Pick(Old);
                var lot = random.Next(10, 1400);
                return new(random.Next(3) switch { 0 => $"{lot}", 1 => $"{lot}-{random.Next(1, 320)}", _ => $"{lot}{random.Pick(["a", "b", "P"])}" }, circonscription, cadastre);
        }
    }
}
