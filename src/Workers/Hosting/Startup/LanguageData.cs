using System.Globalization;
using System.Text;

namespace Workers.Hosting.Startup;

/// <summary>
/// The runtime's data of languages (ICU). Without it names with accents are folded and spelled otherwise: a document would be looked for,
/// matched and stored under another name than on every other machine.
/// </summary>
internal static class LanguageData
{
    /// <summary>What is missing, with the next step; null when all is there.</summary>
    public static string? FindFault() => IsThere() ? null :
        "The runtime has no language data (ICU): accents cannot be told. Install libicu (Debian: libicu72 or libicu76; apt-get install libicu-dev takes the right one) "
        + "and unset DOTNET_SYSTEM_GLOBALIZATION_INVARIANT. Nothing was started.";

    private static bool IsThere()
    {
        try
        {
            return CultureInfo.GetCultureInfo("fr-CA").Name == "fr-CA" && "é".Normalize(NormalizationForm.FormD) == "e\u0301";
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }
}
