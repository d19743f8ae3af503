using System.Globalization;
using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Ocr.Readings;

/// <summary>The lines that divide a document's text into its pages. A page that shows such a line itself has it one space further in. Pure.</summary>
internal static partial class PageMarks
{
    private const string Between = "\n\n";

    /// <param name="pages">From 1, in order.</param>
    public static string Join(IEnumerable<(int Page, string Text)> pages) => string.Join(Between, pages.Select(page => $"{Of(page.Page)}\n{Lookalike().Replace(page.Text.Trim(), " $0")}"));

    /// <returns>Where the page's text stands; null where it has no mark, or where more than one line may be it.</returns>
    public static Range? Find(string text, int page)
    {
        if (Places(text, page) is not [var mark])
        {
            return null;
        }

        var begin = mark + Of(page).Length + 1;
        return Places(text, page + 1).Where(place => place >= begin).ToList() switch
        {
            [] => begin..text.Length,
            [var next] => begin..Math.Max(begin, next - Between.Length),
            _ => null,
        };
    }

    private static List<int> Places(string text, int page)
    {
        List<int> found = [];
        var mark = Of(page) + "\n";
        for (var at = text.IndexOf(mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(mark, at + 1, StringComparison.Ordinal))
        {
            if (at is 0 || text.AsSpan(0, at).EndsWith(Between))
            {
                found.Add(at);
            }
        }

        return found;
    }

    private static string Of(int page) => string.Create(CultureInfo.InvariantCulture, $"--- Page {page} ---");

    [GeneratedRegex("^--- Page [0-9]+ ---$", RegexOptions.Multiline | RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Lookalike();
}
