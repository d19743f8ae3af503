using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Words;
using Workers.Office;

namespace Workers.Ocr.Acceptance;

/// <summary>What becomes of a scanned page that nobody but the model has read.</summary>
/// <param name="IsHeld">It is for a person; else only a page written by hand is.</param>
/// <param name="Remedy">What would give such a page a second witness; null for nothing more.</param>
/// <param name="MayReadAgain">A second model can be asked.</param>
internal sealed record UnwitnessedPolicy(bool IsHeld, Remark? Remedy = null, bool MayReadAgain = false)
{
    public static UnwitnessedPolicy Accept { get; } = new(IsHeld: false);
}

/// <summary>
/// A page is read when somebody else than the model says the same: of its lines, how many there are, their numbers, dates, parties and radiations. One that nobody else could read
/// is never accepted in silence, nor is one written by hand: it is read a second time, or it is for a person. Pure.
/// </summary>
internal static class UnwitnessedRule
{
    /// <summary>Of a page with so many marks Tesseract reads less than this part when it is written by hand.</summary>
    private const double LeastRead = 0.35;
    private const int ManyMarks = 40;

    /// <summary>With more than this part of its lines unconfirmed it is the page that nobody has read, not a line of it.</summary>
    private const double MostLines = 0.34;

    /// <param name="reconciled">Null where no words of the page say what its lines are.</param>
    /// <param name="second">What another reading of the whole page says of this one; null where there is none.</param>
    public static IReadOnlyList<Doubt> Find(IndexPage page, PageTestimony said, Reconciled? reconciled, ComparedReadings? second, UnwitnessedPolicy policy)
    {
        var isWritten = page.Template is PageTemplate.Manuscrit || (reconciled is null && LooksWritten(said));
        var isExact = said.Words.Said is { Source: WordSource.TextLayer };
        if (page.Inscriptions is [] || (isExact && reconciled is not null && !isWritten) || !(isWritten || policy.IsHeld))
        {
            return [];
        }

        var cover = PageCover.Of(page, said, reconciled);
        return isExact ? (reconciled is not null && cover.AreAllConfirmed) || second is { Doubts: [] } ? [] : [OfPage(page, said, cover, isWritten, policy)]
            : cover.IsWhole ? []
            : second is not null ? [.. second.Doubts.Where(doubt => !IsSettled(doubt, reconciled))]
            : cover.IsCounted && cover.Unread.Count <= MostLines * cover.Lines ? [.. OfLines(cover, policy)]
            : [OfPage(page, said, cover, isWritten, policy)];
    }

    private static IEnumerable<Doubt> OfLines(PageCover cover, UnwitnessedPolicy policy)
    {
        if (cover.Unread is not [])
        {
            yield return OfLines("doubt.unwitnessed_lines", cover.Unread, policy);
        }

        if (cover.Silent is not [])
        {
            yield return cover.Silent.Count <= MostLines * cover.Lines ? OfLines("doubt.unwitnessed_values", cover.Silent, policy)
                : Unwitnessed(Remark.Of("doubt.unwitnessed_columns", new() { ["count"] = cover.Silent.Count, ["all"] = cover.Lines }), policy);
        }
    }

    private static Doubt OfLines(string code, IReadOnlyList<int> lines, UnwitnessedPolicy policy) =>
        Unwitnessed(Remark.Of(code, new() { ["lines"] = IndexGate.Name(lines), ["count"] = lines.Count }), policy);

    private static Doubt OfPage(IndexPage page, PageTestimony said, PageCover cover, bool isWritten, UnwitnessedPolicy policy) =>
        Unwitnessed(Remark.Of("doubt.unwitnessed_page", new() { ["why"] = Why(page, said, cover, isWritten), ["remedy"] = policy.Remedy }), policy);

    private static Doubt Unwitnessed(Remark remark, UnwitnessedPolicy policy) => Doubt.Of(remark, policy.MayReadAgain) with { IsUnwitnessed = true };

    /// <summary>Where a witness of words says the same as the first reading, the second is the one that erred.</summary>
    private static bool IsSettled(Doubt doubt, Reconciled? reconciled) => doubt.Dispute is { Line: { } line, Field: var field }
        && reconciled is not null
        && reconciled.Lines.Where(read => read.Pair.Line?.Line == line).SelectMany(read => read.Findings)
            .Any(finding => finding.Standing is Standing.Confirmed && finding.Field.Name == (field is ReconciledPage.Whole ? IndexField.Number.Name : field));

    private static bool LooksWritten(PageTestimony said) => said is { Words.Said: { Source: WordSource.Tesseract } words, Ink.Said: { Words.Count: >= ManyMarks } ink }
        && Coverage.Of(words, ink) < LeastRead;

    private static Remark Why(IndexPage page, PageTestimony said, PageCover cover, bool isWritten) => page.Template is PageTemplate.Manuscrit ? Remark.Of("why.by_hand")
        : isWritten ? Remark.Of("why.hardly_read")
        : said.Words.Said is not { } words ? Remark.Of("why.alone", new() { ["why"] = said.Words.Silence })
        : words.Source is WordSource.TextLayer && cover.Unread.Count == cover.Lines ? Remark.Of("why.alone", new() { ["why"] = Remark.Of("why.no_table") })
        : Remark.Of(cover.IsCounted ? "why.partly" : "why.partly_uncounted", new() { ["confirmed"] = cover.Lines - cover.Unread.Count, ["all"] = cover.Lines });
}
