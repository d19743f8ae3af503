namespace Workers.Ocr.Witnesses.Tables;

/// <summary>What a column of an index page holds.</summary>
internal enum ColumnKind
{
    Date,
    Number,
    Nature,
    Quality,
    Parties,

    /// <summary>Whom an act comes from, where the names have two columns.</summary>
    From,

    /// <summary>Whom an act goes to.</summary>
    To,
    Remarks,
    AddressNotices,
    Radiations,

    /// <summary>A heading that is known and holds nothing that an inscription needs, such as the volume.</summary>
    Other,
}

/// <summary>
/// The headings that columns of an index have had, in French and English, and nothing else: all that the templates differ by. Written folded
/// (see <see cref="Folding"/>): small letters, no accents, without the little words between.
/// </summary>
internal static class TableFacts
{
    public static readonly IReadOnlyList<(ColumnKind Kind, string[] Headings)> Columns =
    [
        (ColumnKind.Date,
        [
            "date presentation inscription", "date presentation", "date inscription", "date enregistrement", "date publication", "date depot", "date", "jour enregistrement", "jour",
            "date registration", "registration date", "date registered", "registered", "date entry", "entry date",
        ]),
        (ColumnKind.Number,
        [
            "numero inscription", "numero publication", "numero enregistrement", "numero acte", "numero document", "no inscription", "no publication",
            "no enregistrement", "num inscription", "num publication", "n inscription", "enreg no", "enregistrement no", "numero", "num", "no",
            "registration number", "registration no", "publication number", "publication no", "inscription number", "inscription no", "entry number",
            "entry no", "instrument number", "instrument no", "deed number", "number",
        ]),
        (ColumnKind.Nature,
        [
            "nature acte", "nature document", "nature droit", "nature inscription", "nature titre", "nature", "genre acte", "espece acte", "acte", "titre",
            "nature deed", "nature instrument", "nature act", "kind deed", "deed", "instrument", "act",
        ]),
        (ColumnKind.Quality, ["qualite parties", "qualite", "role", "quality", "capacity"]),
        (ColumnKind.Parties,
        [
            "nom parties", "noms parties", "designation parties", "nom prenom parties", "parties", "noms", "nom", "name parties", "names parties", "names", "name", "party",
        ]),
        (ColumnKind.Remarks, ["remarques", "remarque", "observations", "mentions", "notes", "immeuble renvois", "immeubles renvois", "renvois", "remarks", "comments"]),
        (ColumnKind.AddressNotices, ["avis adresse", "adresse avis", "avis", "address notices", "notices address", "notice address", "address notice", "notices"]),
        (ColumnKind.Radiations,
        [
            "numero radiation", "no radiation", "numeros radies", "nos radies", "radiations", "radiation", "radie par", "rad", "cancellation number", "cancellation no", "cancellations", "cancellation", "discharges",
            "discharge", "cancelled by",
        ]),
        (ColumnKind.Other, ["volume", "vol", "registre", "libro", "book", "page", "folio", "montant", "amount", "lot", "ligne", "line"]),
    ];

    /// <summary>A page that lists discharges alone has its own numbers under such a heading, beside those that they discharge.</summary>
    public static readonly IReadOnlyList<string> OwnNumbers = ["numero radiation", "no radiation", "cancellation number", "cancellation no"];

    /// <summary>
    /// Words that stand over a column each, alone or with the second word: whom an act comes from, and whom it goes to. Where names have one column,
    /// or a quality beside them, the same words are values.
    /// </summary>
    public static readonly IReadOnlyList<(ColumnKind Kind, string Word, string Second)> Sides =
    [
        (ColumnKind.From, "de", "qui"), (ColumnKind.To, "a", "qui"), (ColumnKind.From, "from", "whom"), (ColumnKind.To, "to", "whom"),
        (ColumnKind.From, "cedant", ""), (ColumnKind.To, "cessionnaire", ""), (ColumnKind.From, "vendeur", ""), (ColumnKind.To, "acquereur", ""),
        (ColumnKind.From, "grantor", ""), (ColumnKind.To, "grantee", ""), (ColumnKind.From, "vendor", ""), (ColumnKind.To, "purchaser", ""),
    ];
}
