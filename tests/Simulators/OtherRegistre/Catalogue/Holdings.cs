namespace Simulators.OtherRegistre.Catalogue;

/// <summary>What the site holds. Many of its documents have a neighbour that is easily taken for it.</summary>
internal static class Holdings
{
    public static IReadOnlyList<OtherDocument> All { get; } =
    [
        // Indexes of renovated land, computerised.
        Index("Montréal", null, "2784195", "2004-03-22", 2, computerised: true),
        Index("Montréal", null, "2784159", "2004-03-22", 2, computerised: true),
        Index("Montréal", null, "2274178", "2001-11-05", 3, computerised: true),
        Index("Laval", null, "1262877", "1999-06-14", 8, computerised: true),
        Index("Chicoutimi", null, "4012345", "2012-09-10", 1, computerised: true),
        Index("Gaspé", null, "5084112", "2014-01-27", 2, computerised: true),
        Index("Îles-de-la-Madeleine", null, "3776900", "2009-08-03", 1, computerised: true),
        Index("La Prairie", null, "2090118", "2000-10-01", 2, computerised: true),
        Index("Arthabaska", null, "4475201", "2013-05-01", 1, computerised: true),

        // Indexes of old cadastres, scanned.
        Index("Montréal", "Cité de Montréal (quartier Sainte-Marie)", "1358-176", "1887-05-02", 3),
        Index("Montréal", "Cité de Montréal (quartier Saint-Jacques)", "1358-176", "1891-10-12", 2),
        Index("Chambly", "Paroisse de Saint-Bruno", "399-184", "1958-07-08", 2),
        Index("Chambly", "Paroisse de Saint-Bruno", "399-18", "1956-02-14", 1),
        Index("Chambly", "Paroisse de Saint-Hubert", "399-184", "1961-02-20", 1),
        Index("Shefford", "Canton d'Ely", "856", "1884-11-03", 7),
        Index("Shefford", "Canton d'Ely", "856-12", "1969-04-01", 1),
        Index("Shefford", "Canton de Roxton", "24b", "1902-03-11", 2, secondary: "Rang 1"),
        Index("Shefford", "Canton de Roxton", "24b", "1911-06-30", 2, secondary: "Rang 10"),
        Index("Verchères", "Paroisse de Sainte-Julie", "283-359", "1973-09-19", 2),
        Index("Verchères", "Paroisse de Sainte-Julie", "283-35", "1964-01-08", 1),
        Index("Terrebonne", "Paroisse de Saint-Hippolyte", "31", "1889-12-01", 2, secondary: "Rang 5 Canton Abercrombie"),
        Index("Terrebonne", "Paroisse de Saint-Hippolyte", "31", "1893-08-15", 2, secondary: "Rang 5 Canton Kilkenny"),
        Index("Chicoutimi", "Canton de Chicoutimi", "112", "1881-04-25", 2),
        Index("Chicoutimi", "Paroisse de Chicoutimi", "112", "1882-10-02", 3),
        Index("Chicoutimi", "Ville de Chicoutimi", "112", "1895-06-17", 4),
        Index("Lac-Saint-Jean-Est", "Canton de Métabetchouan", "17", "1890-05-05", 1),
        Index("Lac-Saint-Jean-Ouest", "Canton de Métabetchouan", "17", "1892-09-09", 1),
        Index("Québec", "Paroisse de L'Ancienne-Lorette", "218-4", "1949-03-03", 1),

        // Actes of each type.
        Acte("Montréal", "25616321", "Acte", "2020-08-12", 9),
        Acte("Montréal", "25616231", "Acte", "2020-08-12", 4),
        Acte("Montréal", "18442907", "Radiation", "2011-09-02", 2),
        Acte("Montréal", "6123456", "Avis d'adresse", "2006-02-15", 1),
        Acte("Laval", "10854077", "Acte", "2003-10-29", 5),
        Acte("Gaspé", "53850", "Acte divers", "1954-06-01", 3),
        Acte("Gaspé", "53851", "Acte", "1954-06-01", 2),
        Acte("Chambly", "53850", "Acte", "1931-04-18", 4),
        Acte("Sainte-Anne-des-Monts", "11917758", "Acte", "2004-12-13", 6),
        Acte("Sainte-Anne-des-Monts", "11917758", "Radiation", "2004-12-13", 1),
        Acte("Shefford", "120345-1", "Acte", "1966-03-30", 3),
        Acte("Shefford", "120345 A", "Acte", "1966-04-04", 2),
        Acte("Shefford", "120345", "Acte", "1966-03-29", 3, paper: true),
        Acte("Chambly", "77123", "Acte", "1949-11-21", 2, paper: true),
        Acte("Chambly", "77123 A", "Acte", "1949-11-22", 2, paper: true),
        Acte("Terrebonne", "201477", "Acte divers", "1959-10-10", 2, paper: true),
        Acte("Terrebonne", "201477-2", "Acte divers", "1959-10-11", 2),
        .. Enumerable.Range(1, 14).Select(i => Acte("Verchères", $"98700-{i}", "Acte", "1971-05-03", 2, paper: i % 3 == 1)),

        // Plans.
        Plan("Montréal", null, "2784195", "2004-03-22", 1),
        Plan("Montréal", null, "2274178", "2001-11-05", 1),
        Plan("Laval", null, "1262877", "2003-10-12", 1),
        Plan("Laval", null, "1262877", "2011-05-24", 1),
        Plan("Laval", null, "1262877", "2019-04-05", 2),
        Plan("Chicoutimi", null, "4012345", "2012-09-10", 1, inactive: true),
        Plan("Gaspé", null, "5084112", "2014-01-27", 1, inactive: true),
        Plan("Gaspé", null, "5084112", "2018-11-03", 1, inactive: true),
        Plan("Arthabaska", null, "PC-04417", "2013-05-01", 3),
        Plan("Chambly", "Paroisse de Saint-Bruno", "399-184", "1958-06-02", 1),
        Plan("Shefford", "Canton d'Ely", "856", "1968-05-06", 1),
        Plan("Shefford", "Canton d'Ely", "856", "1981-12-10", 1),
    ];

    private static OtherDocument Index(string district, string? cadastre, string lot, string date, int pages, string? secondary = null, bool computerised = false) =>
        new(DocumentKind.Index, district, cadastre ?? Districts.Renovated, secondary, lot, null, Day(date), pages, Computerised: computerised);

    private static OtherDocument Acte(string district, string number, string type, string date, int pages, bool paper = false) =>
        new(DocumentKind.Acte, district, null, null, number, type, Day(date), pages, PaperOnly: paper);

    private static OtherDocument Plan(string district, string? cadastre, string lot, string date, int pages, bool inactive = false) =>
        new(DocumentKind.Plan, district, cadastre ?? Districts.Renovated, null, lot, null, Day(date), pages, Inactive: inactive);

    private static DateOnly Day(string date) => DateOnly.ParseExact(date, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
