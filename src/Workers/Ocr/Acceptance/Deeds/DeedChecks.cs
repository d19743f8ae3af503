namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>What a deed contradicts by itself, page by page: no witness is needed. Each finding names the words that it is about.</summary>
/// <param name="Page">From 1.</param>
internal readonly record struct DeedFault(int Page, string Reason);

/// <summary>All checks inside a deed. Silent wherever a text can be read in more than one way. Pure.</summary>
internal static class DeedChecks
{
    /// <param name="pages">The texts of all pages, in order.</param>
    public static IReadOnlyList<DeedFault> Find(IReadOnlyList<string> pages) =>
    [
        .. ClauseNumbers.Find(pages),
        .. AmountsInWords.Find(pages),
        .. PageNumbers.Find(pages),
        .. BrokenSentences.Find(pages),
        .. HeaderValues.Find(pages),
    ];
}
