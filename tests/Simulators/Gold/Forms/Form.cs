using Simulators.Gold.Truths;

namespace Simulators.Gold.Forms;

/// <summary>The years and publication numbers that a form was in use for.</summary>
internal sealed record Era(int FirstYear, int LastYear, int FirstNumber, int LastNumber);

/// <summary>One column: what stands in it, its printed title, and its share of the width.</summary>
internal sealed record Column(Field Field, string Title, float Share);

/// <summary>The printed form of a template: paper, titles, columns and rulings. Sizes are in points.</summary>
internal sealed record Form(
    Template Template,
    float Width,
    float Height,
    string Title,
    (string Lot, string Circonscription, string Cadastre, string Page, string Of) Labels,
    Font Face,
    Font Bold,
    Era Era,
    bool Uprights,
    bool RowRules,
    IReadOnlyList<Column> Columns)
{
    public const float Margin = 42;

    private static readonly (string, string, string, string, string) French = ("Lot :", "Circonscription foncière :", "Cadastre :", "Page", "de");

    private static readonly Form[] All =
    [
        new(Template.ModernInscription, 792, 612, "INDEX DES IMMEUBLES", French, Font.Sans, Font.SansBold, new(1994, 2024, 5_000_000, 28_900_000), false, true,
        [
            new(Field.Date, "Date de présentation d'inscription", 70), new(Field.Number, "Numéro", 66), new(Field.Nature, "Nature de l'acte", 86),
            new(Field.Quality, "Qualité", 68), new(Field.Parties, "Nom des parties", 178), new(Field.Remarks, "Remarques", 86),
            new(Field.AddressNotice, "Avis d'adresse", 62), new(Field.Radiations, "Radiations", 72),
        ]),
        new(Template.ModernRadiation, 792, 612, "INDEX DES IMMEUBLES - RADIATIONS", French, Font.Sans, Font.SansBold, new(1994, 2024, 5_000_000, 28_900_000), true, true,
        [
            new(Field.Number, "Numéro de la radiation", 78), new(Field.Date, "Date", 72), new(Field.Nature, "Nature", 82),
            new(Field.Radiations, "Numéros radiés", 84), new(Field.Quality, "Qualité", 76), new(Field.Parties, "Nom des parties", 186), new(Field.Remarks, "Remarques", 90),
        ]),
        new(Template.PrintedForm, 612, 1008, "INDEX AUX IMMEUBLES", French, Font.Serif, Font.SerifBold, new(1976, 1993, 180_000, 760_000), true, false,
        [
            new(Field.Parties, "Noms des parties", 170), new(Field.Nature, "Nature de l'acte", 84), new(Field.Date, "Date d'enregistrement", 72),
            new(Field.Number, "Numéro", 62), new(Field.Remarks, "Remarques", 72), new(Field.Radiations, "Radiations", 68),
        ]),
        new(Template.HandwrittenLedger, 792, 1008, "INDEX DES IMMEUBLES", French, Font.Serif, Font.SerifBold, new(1881, 1948, 21_000, 98_000), true, true,
        [
            new(Field.Date, "Date", 84), new(Field.Number, "No d'enregistrement", 74), new(Field.Nature, "Nature de l'acte", 96),
            new(Field.From, "De", 152), new(Field.To, "À", 152), new(Field.Radiations, "Radiation", 74), new(Field.Remarks, "Remarques", 82),
        ]),
        new(Template.EnglishForm, 612, 1008, "INDEX TO IMMOVABLES", ("Lot No.", "Registration Division of", "Cadastre of the", "Page", "of"), Font.Serif, Font.SerifBold,
            new(1872, 1969, 9_000, 260_000), true, false,
        [
            new(Field.Parties, "Names of Parties", 160), new(Field.Nature, "Nature of Deed", 84), new(Field.Date, "Registered", 78), new(Field.Number, "No.", 64),
            new(Field.Radiations, "Discharges", 66), new(Field.Remarks, "Remarks", 76),
        ]),
        new(Template.Register1850, 720, 936, "REGISTRE DES ACTES ET TITRES", ("Terre no", "Bureau d'enregistrement de", "Dans la", "Folio", "sur"), Font.OldPrint, Font.OldPrint,
            new(1842, 1866, 40, 9_800), true, false,
        [
            new(Field.Number, "No.", 62), new(Field.Date, "Jour de l'enregistrement", 96), new(Field.Nature, "Nature du titre", 92),
            new(Field.From, "De qui", 140), new(Field.To, "À qui", 140), new(Field.Remarks, "Immeuble et renvois", 84), new(Field.Radiations, "Radié par", 60),
        ]),
        new(Template.TypedCard, 576, 432, "FICHE IMMOBILIÈRE", French, Font.Sans, Font.SansBold, new(1946, 1981, 60_000, 420_000), true, true,
        [
            new(Field.Number, "Enreg. no", 62), new(Field.Date, "Date", 74), new(Field.Nature, "Acte", 78), new(Field.Parties, "Parties", 158),
            new(Field.Radiations, "Rad.", 60), new(Field.Remarks, "Notes", 70),
        ]),
        new(Template.Deed, 612, 1008, "", French, Font.Serif, Font.SerifBold, new(1925, 2015, 40_000, 22_000_000), false, false, []),
    ];

    public static Form Of(Template template) => All.First(form => form.Template == template);

    public bool Has(Field field) => Columns.Any(column => column.Field == field);

    public bool Old => Era.LastYear < 1970;

    public bool SurnameFirst => Template is Template.ModernInscription or Template.ModernRadiation or Template.TypedCard;

    /// <summary>Left edge and width of each column on the page.</summary>
    public IEnumerable<(Column Column, float Left, float Width)> Ruled()
    {
        var left = Margin;
        var scale = (Width - 2 * Margin) / Columns.Sum(column => column.Share);
        foreach (var column in Columns)
        {
            yield return (column, left, column.Share * scale);
            left += column.Share * scale;
        }
    }
}
