using System.Globalization;
using System.Text;

namespace Simulators.OtherRegistre.Catalogue;

/// <summary>French as the registry's papers write it.</summary>
internal static class French
{
    private static readonly string[] Months =
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];

    /// <summary>"de Chambly", "d'Arthabaska", "de La Prairie", "des Îles-de-la-Madeleine", "du canton d'Ely", "de la paroisse de Saint-Bruno".</summary>
    public static string Of(string name)
    {
        if (name.StartsWith("Cadastre ", StringComparison.Ordinal))
            return Of(name["Cadastre ".Length..]);
        if (name.StartsWith("du ", StringComparison.Ordinal))
            return name;
        if (name.StartsWith("Îles", StringComparison.Ordinal))
            return "des " + name;
        if (name.StartsWith("Canton ", StringComparison.Ordinal) || name.StartsWith("Village ", StringComparison.Ordinal))
            return "du " + LowerFirst(name);
        if (name.StartsWith("Paroisse ", StringComparison.Ordinal) || name.StartsWith("Ville ", StringComparison.Ordinal) || name.StartsWith("Cité ", StringComparison.Ordinal))
            return "de la " + LowerFirst(name);
        return "AEIOUYÉÈÊÎÔH".Contains(name[0], StringComparison.Ordinal) ? "d'" + name : "de " + name;
    }

    /// <summary>"2 784 195"; a lot that is not a plain number stays as it is.</summary>
    public static string Grouped(string number) =>
        number.Length > 3 && number.All(char.IsAsciiDigit)
            ? long.Parse(number, CultureInfo.InvariantCulture).ToString("#,0", Spaces)
            : number;

    public static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Slashes(DateOnly date) => date.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture);

    public static string Long(DateOnly date) => $"{(date.Day == 1 ? "1er" : date.Day.ToString(CultureInfo.InvariantCulture))} {Months[date.Month - 1]} {date.Year}";

    /// <summary>Capitals that keep their accents.</summary>
    public static string Capitals(string text) => text.ToUpperInvariant();

    public static string WithoutAccents(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark));

    private static NumberFormatInfo Spaces { get; } = new() { NumberGroupSeparator = " ", NumberGroupSizes = [3] };

    private static string LowerFirst(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
