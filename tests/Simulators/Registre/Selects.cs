using System.Globalization;

namespace Simulators.Registre;

internal sealed record SelectOption(string Value, string Text);

/// <summary>The options of the site's selects: placeholder first, then the vocabulary and whatever the catalogue adds to it.</summary>
internal sealed class Selects(Catalogue catalogue)
{
    public const string NoCirconscription = "NULL";
    public const string NoCadastre = "000000";
    public const string NoDesignation = "A";

    public static readonly SelectOption[] ActeTypes =
        [new("NULL", ""), new("01", "Acte"), new("02", "Avis d'adresse"), new("03", "Radiation"), new("04", "Acte divers")];

    public IReadOnlyList<SelectOption> Circonscriptions() => Numbered(
        new(NoCirconscription, ""),
        Geography.Cadastres.Keys.Concat(catalogue.Documents.Select(document => document.Circonscription)),
        "D2",
        first: 1);

    public IReadOnlyList<SelectOption> Cadastres(string? circonscription) => circonscription is null
        ? [new(NoCadastre, "")]
        : Numbered(
            new(NoCadastre, ""),
            Geography.Cadastres.GetValueOrDefault(circonscription, [])
                .Concat(catalogue.Documents.Where(document => document.Circonscription == circonscription).Select(document => document.Cadastre))
                .OfType<string>()
                .Where(name => name != Geography.RenovatedCadastre)
                .Prepend(Geography.RenovatedCadastre),
            "D6",
            first: 1);

    /// <summary>Empty when the cadastre has no secondary designations: the page then shows no select at all.</summary>
    public IReadOnlyList<SelectOption> Designations(string? cadastre)
    {
        var names = cadastre is null
            ? []
            : Geography.Designations.GetValueOrDefault(cadastre, [])
                .Concat(catalogue.Documents.Where(document => document.Cadastre == cadastre).Select(document => document.Designation))
                .OfType<string>()
                .ToArray();
        return names.Length == 0 ? [] : Numbered(new(NoDesignation, ""), names, "D3", first: 101);
    }

    /// <summary>The text of an option; null for a placeholder or a value that the select does not have.</summary>
    public static string? Name(IReadOnlyList<SelectOption> options, string? value) =>
        options.Skip(1).FirstOrDefault(option => option.Value == value)?.Text;

    private static SelectOption[] Numbered(SelectOption placeholder, IEnumerable<string> names, string format, int first) =>
        [placeholder, .. names.Distinct(StringComparer.Ordinal).Select((name, i) => new SelectOption((i + first).ToString(format, CultureInfo.InvariantCulture), name))];
}
