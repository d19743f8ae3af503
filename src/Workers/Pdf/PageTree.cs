using System.Globalization;
using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Pdf;

/// <summary>The number of pages as the file itself shows it, for a machine without poppler. Pure.</summary>
internal static partial class PageTree
{
    /// <param name="latin1">The whole file, one character a byte.</param>
    /// <returns>Null where the page tree is compressed.</returns>
    public static int? CountPages(string latin1)
    {
        var counts = Count().Matches(latin1).Select(match => int.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture)).ToList();
        return counts.Count > 0 ? counts.Max() : null;
    }

    [GeneratedRegex(@"/Type\s*/Pages\b[^>]{0,2000}?/Count\s+(?<n>\d{1,6})|/Count\s+(?<n>\d{1,6})[^>]{0,2000}?/Type\s*/Pages\b", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex Count();
}
