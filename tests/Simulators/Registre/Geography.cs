namespace Simulators.Registre;

/// <summary>
/// The registry divisions and their cadastres, as the selects of the site list them. Every division
/// also has the renovated "Cadastre du Québec".
/// </summary>
internal static class Geography
{
    public const string RenovatedCadastre = "Cadastre du Québec";

    /// <summary>Secondary designations of the cadastres that have some.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Designations = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Paroisse de Saint-Hippolyte"] = ["Rang 3 Canton Abercrombie", "Rang 4 Canton Abercrombie", "Rang 5 Canton Abercrombie", "Rang 5 Canton Kilkenny"],
        ["Canton d'Ely"] = ["Rang 1", "Rang 2", "Rang 3", "Rang 10"],
        ["Canton de Bégin"] = ["Rang A", "Rang B", "Rang 1"],
    };

    public static readonly IReadOnlyDictionary<string, string[]> Cadastres = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Abitibi"] = ["Canton d'Amos", "Canton de Dalquier", "Canton de Figuery", "Village d'Amos"],
        ["Argenteuil"] = ["Canton de Chatham", "Paroisse de Saint-Jérusalem", "Ville de Lachute"],
        ["Arthabaska"] = ["Canton d'Arthabaska", "Canton de Warwick", "Village de Victoriaville"],
        ["Beauce"] = ["Paroisse de Saint-François", "Paroisse de Saint-Georges", "Village de Beauceville"],
        ["Beauharnois"] = ["Paroisse de Saint-Clément", "Paroisse de Sainte-Cécile", "Ville de Valleyfield"],
        ["Bellechasse"] = ["Paroisse de Saint-Charles", "Paroisse de Saint-Michel"],
        ["Berthier"] = ["Paroisse de Berthier", "Paroisse de Lanoraie", "Ville de Berthier"],
        ["Bonaventure 1"] = ["Canton de Cox", "Canton de Hope", "Canton de Port-Daniel"],
        ["Bonaventure 2"] = ["Canton de Carleton", "Canton de Maria", "Canton de Nouvelle"],
        ["Brome"] = ["Canton de Brome", "Canton de Potton", "Canton de Sutton"],
        ["Chambly"] = ["Paroisse de Boucherville", "Paroisse de Chambly", "Paroisse de Saint-Antoine-de-Longueuil", "Paroisse de Saint-Bruno", "Village de Longueuil"],
        ["Champlain"] = ["Paroisse de Batiscan", "Paroisse de Cap-de-la-Madeleine", "Paroisse de Champlain"],
        ["Charlevoix 1"] = ["Paroisse de la Malbaie", "Paroisse de Sainte-Agnès"],
        ["Charlevoix 2"] = ["Paroisse de la Baie-Saint-Paul", "Paroisse des Éboulements"],
        ["Châteauguay"] = ["Paroisse de Saint-Joachim-de-Châteauguay", "Paroisse de Sainte-Martine"],
        ["Chicoutimi"] =
        [
            "Cité d'Arvida", "Canton de Bagot", "Village de Bagotville", "Canton de Bégin", "Canton de Boileau",
            "Canton de Bourget", "Canton de Chicoutimi", "Paroisse de Chicoutimi", "Ville de Chicoutimi",
            "Canton de Dumas", "Canton de Durocher", "Canton de Falardeau", "Canton de Ferland", "Ville de Grande-Baie",
        ],
        ["Coaticook"] = ["Canton de Barford", "Canton de Barnston", "Canton de Compton"],
        ["Compton"] = ["Canton de Bury", "Canton de Eaton", "Canton de Westbury"],
        ["Deux-Montagnes"] = ["Paroisse de Saint-Benoît", "Paroisse de Saint-Eustache", "Village de Saint-Eustache"],
        ["Dorchester"] = ["Canton de Buckland", "Paroisse de Saint-Isidore", "Paroisse de Sainte-Claire"],
        ["Drummond"] = ["Canton de Grantham", "Canton de Wickham", "Ville de Drummondville"],
        ["Frontenac"] = ["Canton de Ditchfield", "Canton de Whitton", "Village de Mégantic"],
        ["Gaspé"] = ["Canton de Douglas", "Canton de Malbaie", "Canton de Percé", "Village de Gaspé"],
        ["Gatineau"] = ["Canton de Low", "Canton de Maniwaki", "Canton de Wakefield"],
        ["Hull"] = ["Canton de Hull", "Canton de Templeton", "Cité de Hull (quartier Un)", "Cité de Hull (quartier Deux)"],
        ["Huntingdon"] = ["Canton de Godmanchester", "Canton de Hinchinbrook", "Village de Huntingdon"],
        ["Îles-de-la-Madeleine"] = ["Île du Havre-Aubert", "Île du Cap-aux-Meules"],
        ["Joliette"] = ["Paroisse de Saint-Charles-Borromée", "Paroisse de Saint-Thomas", "Ville de Joliette"],
        ["Kamouraska"] = ["Paroisse de Kamouraska", "Paroisse de Sainte-Anne-de-la-Pocatière"],
        ["L'Assomption"] = ["Paroisse de L'Assomption", "Paroisse de Repentigny", "Village de L'Assomption"],
        ["L'Islet"] = ["Paroisse de L'Islet", "Paroisse de Saint-Jean-Port-Joli"],
        ["La Prairie"] = ["Paroisse de La Prairie-de-la-Madeleine", "Paroisse de Saint-Constant", "Village de La Prairie"],
        ["La Tuque"] = ["Canton de Langelier", "Canton de Mailhot", "Village de La Tuque"],
        ["Labelle"] = ["Canton de Campbell", "Canton de Joly", "Canton de Labelle"],
        ["Lac-Saint-Jean-Est"] =
        [
            "Canton de Caron", "Canton de Garnier", "Canton de l'Île", "Village d'Hébertville", "Village d'Hébertville-Station",
            "Canton de Labarre", "Canton de Mésy", "Canton de Métabetchouan", "Canton de Signay", "Canton de Taillon",
        ],
        ["Lac-Saint-Jean-Ouest"] =
        [
            "Canton d'Albanel", "Canton de Charlevoix", "Canton de Dablon", "Canton de Dalmas", "Canton de Demeules",
            "Canton de Dequen", "Canton de Dolbeau", "Canton de Girard", "Canton de Jogues", "Canton de Malherbe",
            "Canton de Métabetchouan", "Canton de Milot", "Canton de Normandin", "Canton de Ouiatchouan",
            "Canton de Racine", "Canton de Roberval", "Canton de Saint-Hilaire",
        ],
        ["Laval"] = ["Paroisse de Saint-Martin", "Paroisse de Saint-Vincent-de-Paul", "Paroisse de Sainte-Rose"],
        ["Lévis"] = ["Paroisse de Saint-David-de-l'Auberivière", "Paroisse de Saint-Nicolas", "Ville de Lévis (quartier Lauzon)"],
        ["Lotbinière"] = ["Paroisse de Saint-Antoine-de-Tilly", "Paroisse de Sainte-Croix"],
        ["Maskinongé"] = ["Paroisse de Maskinongé", "Paroisse de la Rivière-du-Loup", "Village de Louiseville"],
        ["Matane"] = ["Paroisse de Saint-Jérôme-de-Matane", "Canton de Cap-Chat"],
        ["Matapédia"] = ["Canton de Humqui", "Canton de Lepage", "Seigneurie du Lac-Matapédia"],
        ["Missisquoi"] = ["Canton de Dunham", "Canton de Stanbridge", "Village de Cowansville"],
        ["Montcalm"] = ["Canton de Chertsey", "Canton de Rawdon", "Paroisse de Saint-Jacques"],
        ["Montmagny"] = ["Paroisse de Saint-Thomas", "Paroisse du Cap-Saint-Ignace", "Ville de Montmagny"],
        ["Montmorency"] = ["Paroisse de L'Ange-Gardien", "Paroisse de Sainte-Anne-de-Beaupré"],
        ["Montréal"] =
        [
            "Cité de Montréal (quartier Saint-Antoine)", "Cité de Montréal (quartier Saint-Jacques)",
            "Cité de Montréal (quartier Sainte-Marie)", "Paroisse de Lachine", "Paroisse de Montréal",
            "Paroisse du Sault-au-Récollet", "Village d'Hochelaga",
        ],
        ["Napierville"] = ["Paroisse de Saint-Cyprien", "Paroisse de Saint-Rémi"],
        ["Nicolet 1"] = ["Paroisse de Saint-Jean-Baptiste-de-Nicolet", "Ville de Nicolet"],
        ["Nicolet 2"] = ["Paroisse de Bécancour", "Paroisse de Gentilly"],
        ["Papineau"] = ["Canton de Buckingham", "Canton de Ripon", "Seigneurie de la Petite-Nation"],
        ["Pontiac"] = ["Canton de Bristol", "Canton de Clarendon", "Village de Shawville"],
        ["Portneuf"] = ["Paroisse de Cap-Santé", "Paroisse de Saint-Raymond", "Village de Pont-Rouge"],
        ["Québec"] = ["Cité de Québec (quartier Saint-Jean)", "Cité de Québec (quartier Saint-Roch)", "Paroisse de Beauport", "Paroisse de Charlesbourg"],
        ["Richelieu"] = ["Paroisse de Saint-Ours", "Paroisse de Sorel", "Ville de Sorel"],
        ["Richmond"] = ["Canton de Cleveland", "Canton de Melbourne", "Ville de Richmond"],
        ["Rimouski"] = ["Paroisse de Saint-Germain-de-Rimouski", "Paroisse de Sainte-Luce", "Ville de Rimouski"],
        ["Rouville"] = ["Paroisse de Saint-Césaire", "Paroisse de Sainte-Marie-de-Monnoir"],
        ["Rouyn-Noranda"] = ["Canton de Rouyn", "Canton de Joannès"],
        ["Saguenay"] = ["Canton de Tadoussac", "Canton des Bergeronnes"],
        ["Saint-Hyacinthe"] = ["Cité de Saint-Hyacinthe", "Paroisse de Notre-Dame-de-Saint-Hyacinthe", "Paroisse de Saint-Damase"],
        ["Saint-Jean"] = ["Paroisse de L'Acadie", "Paroisse de Saint-Jean", "Ville de Saint-Jean"],
        ["Sainte-Anne-des-Monts"] = ["Canton de Tourelle", "Seigneurie de Sainte-Anne-des-Monts"],
        ["Sept-Îles"] = ["Canton de Letellier", "Village de Sept-Îles"],
        ["Shawinigan"] = ["Paroisse de Sainte-Flore", "Paroisse de Saint-Boniface"],
        ["Shefford"] = ["Canton d'Ely", "Canton de Granby", "Canton de Shefford", "Ville de Granby"],
        ["Sherbrooke"] = ["Canton d'Ascot", "Canton d'Orford", "Cité de Sherbrooke (quartier Centre)"],
        ["Stanstead"] = ["Canton de Hatley", "Canton de Magog", "Canton de Stanstead"],
        ["Témiscamingue"] = ["Canton de Duhamel", "Canton de Guigues", "Village de Ville-Marie"],
        ["Témiscouata"] = ["Paroisse de Saint-Patrice-de-la-Rivière-du-Loup", "Canton de Cabano"],
        ["Terrebonne"] = ["Canton d'Abercrombie", "Paroisse de Saint-Hippolyte", "Paroisse de Saint-Jérôme", "Paroisse de Saint-Louis-de-Terrebonne", "Village de Saint-Jérôme"],
        ["Thetford"] = ["Canton de Thetford", "Canton de Leeds", "Village de Black Lake"],
        ["Trois-Rivières"] = ["Cité des Trois-Rivières", "Paroisse des Trois-Rivières"],
        ["Vaudreuil"] = ["Paroisse de l'Île-Perrot", "Paroisse de Vaudreuil", "Village de Dorion"],
        ["Verchères"] = ["Paroisse de Beloeil", "Paroisse de Sainte-Julie", "Paroisse de Varennes", "Paroisse de Verchères"],
    };
}
