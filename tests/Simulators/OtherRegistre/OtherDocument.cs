namespace Simulators.OtherRegistre;

internal enum DocumentKind { Index, Acte, Plan }

/// <summary>One document that the site holds.</summary>
/// <param name="District">The circonscription foncière.</param>
/// <param name="Cadastre">Null for an acte.</param>
/// <param name="Secondary">The désignation secondaire, where there is one.</param>
/// <param name="Number">The lot, or the numéro d'inscription.</param>
/// <param name="Type">Of an acte: Acte, Avis d'adresse, Radiation or Acte divers.</param>
/// <param name="Date">Of presentation, or of the plan.</param>
/// <param name="Pages">How many pages its PDF has.</param>
/// <param name="PaperOnly">Kept at the office and not to be seen here.</param>
/// <param name="Computerised">An index that is also shown as an HTML table.</param>
/// <param name="Inactive">A plan of a lot that was replaced.</param>
internal sealed record OtherDocument(
    DocumentKind Kind,
    string District,
    string? Cadastre,
    string? Secondary,
    string Number,
    string? Type,
    DateOnly Date,
    int Pages,
    bool PaperOnly = false,
    bool Computerised = false,
    bool Inactive = false)
{
    /// <summary>Large documents are asked about before they are shown.</summary>
    public bool Large => Pages >= 7;

    public string Key => string.Join('|', Kind, District, Cadastre, Secondary, Number, Type, Date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
}
