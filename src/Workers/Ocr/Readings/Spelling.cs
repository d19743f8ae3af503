using System.Globalization;
using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Ocr.Acceptance;

namespace Workers.Ocr.Readings;

/// <summary>One spelling for values that are written in many ways. Only what is certain is rewritten; everything else stays as it is. Pure.</summary>
internal static partial class Spelling
{
    private static readonly string[] DateForms =
    [
        "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy M d", "d MMMM yyyy", "d MMM yyyy", "d MMMM, yyyy",
    ];

    private static readonly CultureInfo[] Languages = [CultureInfo.GetCultureInfo("fr-CA"), CultureInfo.GetCultureInfo("fr-FR"), CultureInfo.GetCultureInfo("en-CA")];

    /// <summary>Runs of spaces become one, ends are trimmed.</summary>
    public static string Tidy(string text) => Spaces().Replace(text, " ").Trim();

    /// <summary>ISO form of a date that can be read in one way only; a date with two-digit parts alone (04-05-98) stays as written.</summary>
    public static string Date(string text)
    {
        var tidy = Spaces().Replace(text.Replace("1er", "1", StringComparison.OrdinalIgnoreCase), " ").Trim();
        foreach (var language in Languages)
        {
            if (DateOnly.TryParseExact(tidy, DateForms, language, DateTimeStyles.None, out var date))
            {
                return date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            }
        }

        return Tidy(text);
    }

    /// <summary>A publication number without the spaces between its groups.</summary>
    public static string Number(string text) => Numbers.IsPublicationNumber(text) ? Numbers.Compact(text).ToUpperInvariant() : Tidy(text);

    /// <summary>The text of a page: line ends of one kind, no trailing spaces, at most one empty line in a row.</summary>
    public static string Text(string text) =>
        EmptyLines().Replace(string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())), "\n\n").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex Spaces();

    [GeneratedRegex("\n{3,}", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex EmptyLines();
}
