using System.Globalization;

namespace Simulators.OtherRegistre.Catalogue;

/// <summary>One choice of a select: its value and what is read.</summary>
internal sealed record Choice(string Value, string Text);

/// <summary>The circonscriptions foncières, their cadastres and their désignations secondaires.</summary>
internal static class Districts
{
    public const string Renovated = "Cadastre du Québec";

    private static readonly string[] Names =
    [
        "Abitibi", "Argenteuil", "Arthabaska", "Beauce", "Beauharnois", "Bellechasse", "Berthier", "Bonaventure 1", "Bonaventure 2", "Brome", "Chambly", "Champlain",
        "Charlevoix 1", "Charlevoix 2", "Châteauguay", "Chicoutimi", "Coaticook", "Compton", "Deux-Montagnes", "Dorchester", "Drummond", "Frontenac", "Gaspé", "Gatineau",
        "Hull", "Huntingdon", "Îles-de-la-Madeleine", "Joliette", "Kamouraska", "La Prairie", "La Tuque", "Labelle", "Lac-Saint-Jean-Est", "Lac-Saint-Jean-Ouest",
        "L'Assomption", "Laval", "Lévis", "L'Islet", "Lotbinière", "Maskinongé", "Matane", "Matapédia", "Missisquoi", "Montcalm", "Montmagny", "Montmorency", "Montréal",
        "Nicolet 1", "Nicolet 2", "Papineau", "Pontiac", "Portneuf", "Québec", "Richelieu", "Richmond", "Rimouski", "Rouville", "Rouyn-Noranda", "Saguenay",
        "Saint-Hyacinthe", "Saint-Jean", "Sainte-Anne-des-Monts", "Sept-Îles", "Shawinigan", "Shefford", "Sherbrooke", "Stanstead", "Témiscamingue", "Témiscouata",
        "Terrebonne", "Thetford", "Trois-Rivières", "Vaudreuil", "Verchères",
    ];

    private static readonly Dictionary<string, string[]> Old = new(StringComparer.Ordinal)
    {
        ["Arthabaska"] = ["Canton d'Arthabaska", "Canton d'Arthabaskaville", "Village d'Arthabaskaville"],
        ["Chambly"] = ["Paroisse de Boucherville", "Paroisse de Saint-Antoine-de-Longueuil", "Paroisse de Saint-Bruno", "Paroisse de Saint-Hubert", "Ville de Longueuil"],
        ["Chicoutimi"] =
        [
            "Cité d'Arvida", "Canton de Bagot", "Village de Bagotville", "Canton de Bégin", "Canton de Boileau", "Canton de Bourget", "Canton de Chicoutimi",
            "Paroisse de Chicoutimi", "Ville de Chicoutimi", "Canton de Dumas", "Canton de Durocher", "Canton de Falardeau", "Canton de Ferland", "Ville de Grande-Baie",
        ],
        ["Gaspé"] = ["Canton de Baie-de-Gaspé-Nord", "Canton de Baie-de-Gaspé-Sud", "Canton de Percé", "Village de Gaspé"],
        ["Îles-de-la-Madeleine"] = ["Île du Havre Aubert", "Île du Cap aux Meules"],
        ["La Prairie"] = ["Paroisse de La Prairie de la Madeleine", "Village de La Prairie"],
        ["Lac-Saint-Jean-Est"] = ["Canton de Caron", "Canton de l'Île", "Canton de Garnier", "Village d'Hébertville", "Canton d'Hébertville-Station", "Canton de Labarre", "Canton de Mésy", "Canton de Métabetchouan", "Canton de Signay", "Canton de Taillon"],
        ["Lac-Saint-Jean-Ouest"] = ["Canton d'Albanel", "Canton de Charlevoix", "Canton de Dablon", "Canton de Métabetchouan", "Canton de Normandin", "Canton de Roberval"],
        ["Montréal"] = ["Cité de Montréal (quartier Saint-Jacques)", "Cité de Montréal (quartier Sainte-Marie)", "Paroisse de Montréal", "Village incorporé de la Côte-Saint-Louis"],
        ["Québec"] = ["Cité de Québec (quartier Saint-Jean)", "Paroisse de L'Ancienne-Lorette", "Paroisse de Sainte-Foy", "Paroisse de Notre-Dame-des-Anges"],
        ["Sainte-Anne-des-Monts"] = ["Canton de Cap-Chat", "Canton de Tourelle"],
        ["Shefford"] = ["Canton d'Ely", "Canton de Granby", "Canton de Roxton", "Canton de Shefford", "Village de Waterloo"],
        ["Terrebonne"] = ["Paroisse de Saint-Hippolyte", "Paroisse de Saint-Jérôme", "Paroisse de Terrebonne", "Village de Saint-Jérôme"],
        ["Verchères"] = ["Paroisse de Sainte-Julie", "Paroisse de Saint-Antoine", "Paroisse de Verchères", "Village de Verchères"],
    };

    private static readonly Dictionary<string, string[]> Ranges = new(StringComparer.Ordinal)
    {
        ["Paroisse de Saint-Hippolyte"] = ["Rang 4 Canton Abercrombie", "Rang 5 Canton Abercrombie", "Rang 5 Canton Kilkenny"],
        ["Canton de Roxton"] = ["Rang 1", "Rang 2", "Rang 10"],
    };

    public static IReadOnlyList<Choice> All { get; } = [.. Names.Select((name, i) => new Choice((i + 1).ToString("00", CultureInfo.InvariantCulture), name))];

    public static Choice? Find(string? value) => All.FirstOrDefault(choice => choice.Value == value);

    /// <summary>The cadastres of a circonscription: the renovated one is always 000001 and stands in its place in the alphabet.</summary>
    public static IReadOnlyList<Choice> Cadastres(string district)
    {
        var first = 100 + (Array.IndexOf(Names, district) * 40);
        var old = Old.GetValueOrDefault(district, [$"Paroisse de {district}", $"Village de {district}"]);
        return [new("000001", Renovated), .. old.Select((name, i) => new Choice((first + i + 1).ToString("000000", CultureInfo.InvariantCulture), name))];
    }

    public static Choice? FindCadastre(string district, string? value) => Cadastres(district).FirstOrDefault(choice => choice.Value == value);

    public static IReadOnlyList<Choice> Secondaries(string? cadastre) =>
        cadastre is null ? [] : [.. Ranges.GetValueOrDefault(cadastre, []).Select((name, i) => new Choice(((char)('B' + i)).ToString(), name))];
}
