using System.Text.RegularExpressions;
using Workers.Office;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>What a deed contradicts by itself, page by page: no witness is needed. Each finding names the words that it is about.</summary>
/// <param name="Page">From 1.</param>
internal readonly record struct DeedFault(int Page, Remark Remark)
{
    public string Reason => Remark.Text;
}

/// <summary>All checks inside a deed. Silent wherever a text can be read in more than one way. Pure.</summary>
internal static class DeedChecks
{
    private static readonly Func<IReadOnlyList<string>, IEnumerable<DeedFault>>[] All =
        [ClauseNumbers.Find, AmountsInWords.Find, PageNumbers.Find, BrokenSentences.Find, HeaderValues.Find];

    /// <param name="pages">The texts of all pages, in order.</param>
    public static IReadOnlyList<DeedFault> Find(IReadOnlyList<string> pages) => [.. All.SelectMany(check => Run(check, pages))];

    /// <summary>The texts are a model's: one on which a pattern runs out of time has no such form, and costs no other check its say.</summary>
    internal static IReadOnlyList<DeedFault> Run(Func<IReadOnlyList<string>, IEnumerable<DeedFault>> check, IReadOnlyList<string> pages)
    {
        try
        {
            return [.. check(pages)];
        }
        catch (RegexMatchTimeoutException)
        {
            return [];
        }
    }
}
