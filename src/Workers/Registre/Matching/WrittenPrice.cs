using System.Globalization;
using System.Text.RegularExpressions;

namespace Workers.Registre.Matching;

/// <summary>An amount in CAD as the registry may write it: 1,50 $, 1.50$, $1.50; a cell of its own may leave the sign out.</summary>
internal static partial class WrittenPrice
{
    /// <returns>The first amount in the cells; null without one.</returns>
    public static decimal? In(IEnumerable<string> cells) => cells.Select(Of).FirstOrDefault(amount => amount is not null);

    /// <summary>The text without its amounts, whose digits are no numbers of documents.</summary>
    public static string Blank(string cell) => Alone().Replace(Signed().Replace(cell, ";"), ";");

    private static decimal? Of(string cell)
    {
        var match = Signed().Match(cell);
        match = match.Success ? match : Alone().Match(cell);
        return match.Success ? decimal.Parse($"{match.Groups["dollars"].Value}.{match.Groups["cents"].Value}", CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"(?<![\d,.])(?:\$\s?(?<dollars>\d{1,4})[.,](?<cents>\d{2})(?!\d)|(?<dollars>\d{1,4})[.,](?<cents>\d{2})\s?\$)", RegexOptions.None, matchTimeoutMilliseconds: 500)]
    private static partial Regex Signed();

    [GeneratedRegex(@"^\s*(?<dollars>\d{1,5})[.,](?<cents>\d{2})\s*$", RegexOptions.None, matchTimeoutMilliseconds: 500)]
    private static partial Regex Alone();
}
