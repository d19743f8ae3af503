using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Office;

namespace Workers.Web.Pages.Add;

/// <summary>Where a row and its cells stand, as the faults of a list name them, in the reader's language. Pure.</summary>
internal static partial class RowPlaces
{
    public static string In(OfficeWords words, string place) =>
        Counted().Replace(place, named => words.Say($"place.{named.Groups["kind"].Value}", new() { [named.Groups["kind"].Value] = named.Groups["which"].Value }));

    [GeneratedRegex(@"\b(?<kind>line|item|column) (?<which>[0-9]+|[A-Z]+)\b", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Counted();
}
