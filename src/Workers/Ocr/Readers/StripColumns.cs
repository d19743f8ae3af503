using Workers.Ocr.Witnesses.Tables;

namespace Workers.Ocr.Readers;

/// <summary>A strip has no headings; this line of its request says what its columns hold. Pure.</summary>
internal static class StripColumns
{
    /// <returns>Null where the columns of the page are not all known.</returns>
    public static string? Name(IndexTable table) => table.HasHeadings
        ? $"Colonnes de la page, de gauche à droite : {string.Join(" ; ", table.Columns.OrderBy(column => column.Left).Select(column => Name(column.Kind)))}."
        : null;

    private static string Name(ColumnKind kind) => kind switch
    {
        ColumnKind.Date => "date de présentation",
        ColumnKind.Number => "numéro d'inscription",
        ColumnKind.Nature => "nature de l'acte",
        ColumnKind.Quality => "qualité",
        ColumnKind.Parties => "nom des parties",
        ColumnKind.Remarks => "remarques",
        ColumnKind.AddressNotices => "avis d'adresse",
        ColumnKind.Radiations => "radiations",
        _ => "autre",
    };
}
