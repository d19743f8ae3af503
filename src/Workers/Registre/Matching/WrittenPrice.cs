using System.Globalization;
using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Registre.Matching;

/// <summary>
/// An amount in CAD as the registry may write it: 1,50 $, 1.50$, $1.50; a cell of its own may leave the sign out. One that is given back is below zero:
/// -1,50 $, 1,50 $-, 1,50 CR; parentheses say so only where they hold the whole cell.
/// A dash that is none of the minus signs (figure dash, en dash) and stands apart from the amount parts columns or texts, also where its other side is empty:
/// taken for a minus it would make a bill a credit, and what is billed would be bought again.
/// </summary>
internal static partial class WrittenPrice
{
    private const string Minuses = "-\u2010\u2011\u2212";
    private const string Dashes = Minuses + "\u2012\u2013";

    /// <returns>The first amount in the cells; null without one.</returns>
    public static decimal? In(IEnumerable<string> cells) => cells.Select(Of).FirstOrDefault(amount => amount is not null);

    /// <summary>The text without its amounts, whose digits are no numbers of documents.</summary>
    public static string Blank(string cell) => Alone().Replace(Signed().Replace(cell, ";"), ";");

    private static decimal? Of(string cell)
    {
        var match = Signed().Match(cell);
        var isSigned = match.Success;
        match = isSigned ? match : Alone().Match(cell);
        if (!match.Success)
        {
            return null;
        }

        var amount = decimal.Parse($"{match.Groups["dollars"].Value}.{match.Groups["cents"].Value}", CultureInfo.InvariantCulture);
        return match.Groups["back"].Success || (isSigned && IsGivenBack(cell[..match.Index], cell[(match.Index + match.Length)..])) ? -amount : amount;
    }

    /// <summary>A dash that stands apart from the amount parts a text, unless nothing else stands on its side.</summary>
    private static bool IsGivenBack(string before, string after) =>
        IsMinus(before) || (before.Length > 1 && IsDash(before[^1..]) && char.IsWhiteSpace(before[^2]))
        || IsMinus(after) || (after.Length > 1 && IsDash(after[..1]) && char.IsWhiteSpace(after[1]))
        || (before.Trim() is "(" && after.Trim() is ")")
        || FoldedText.Words(after) is ["cr", ..] || FoldedText.Words(before) is ["cr"];

    /// <summary>All that stands on a side of the amount.</summary>
    private static bool IsMinus(string side) => IsDash(side.Trim()) && (side.Length == 1 || Minuses.Contains(side.Trim(), StringComparison.Ordinal));

    private static bool IsDash(string text) => text.Length == 1 && Dashes.Contains(text, StringComparison.Ordinal);

    [GeneratedRegex($@"(?<![\d,.])(?:\$\s?(?<back>[{Dashes}])?\s?(?<dollars>\d{{1,4}})[.,](?<cents>\d{{2}})(?!\d)|(?<dollars>\d{{1,4}})[.,](?<cents>\d{{2}})(?<back>[{Dashes}])?\s?\$)", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex Signed();

    [GeneratedRegex($@"^\s*(?:(?<back>CR|[{Minuses}])\s*|(?<back>[{Dashes}])(?!\s)|[{Dashes}]\s+)?(?<back>\()?\s*(?<dollars>\d{{1,5}})[.,](?<cents>\d{{2}})\s*(?(back)\)?|)(?:\s*(?<back>CR\.?|[{Minuses}])|(?<=\S)(?<back>[{Dashes}])|(?<=\s)[{Dashes}])?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Alone();
}
