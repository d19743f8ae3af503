using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;

namespace Workers.Ocr.Acceptance;

/// <summary>How much of a reading of a page others than the model have confirmed. Pure.</summary>
/// <param name="Lines">That were returned.</param>
/// <param name="Unread">The lines of which nobody else says anything: neither their number nor that it is another.</param>
/// <param name="Silent">The lines of which nobody else says anything of a date, a party or a radiation: it lies under a stroke or a stamp, or could not be read.</param>
/// <param name="IsCounted">Somebody else can tell how many inscriptions there are.</param>
/// <param name="AreAllConfirmed">Every line that was returned, and every one that the witness sees.</param>
internal sealed record PageCover(int Lines, IReadOnlyList<int> Unread, IReadOnlyList<int> Silent, bool IsCounted, bool AreAllConfirmed)
{
    private static readonly IReadOnlyList<IndexField> Exact = [IndexField.Date, IndexField.Parties, IndexField.Radiation];

    public bool IsWhole => IsCounted && Unread is [] && Silent is [];

    /// <param name="reconciled">Null where no words of the page say what its lines are.</param>
    public static PageCover Of(IndexPage page, PageTestimony said, Reconciled? reconciled)
    {
        var read = (reconciled?.Lines ?? []).Where(line => line is { Pair.Line: not null } && line.Standing is Standing.Confirmed or Standing.Disputed or Standing.Invented)
            .Select(line => line.Pair.Line!.Line)
            .ToHashSet();
        var silent = (reconciled?.Lines ?? []).Where(line => line is { Pair: { Line: { } said, Band: not null } } && read.Contains(said.Line) && IsSilent(line))
            .Select(line => line.Pair.Line!.Line);
        return new(page.Inscriptions.Count, [.. page.Inscriptions.Select(line => line.Line).Where(line => !read.Contains(line))], [.. silent], IsSurelyCounted(page, said, reconciled),
            reconciled?.Lines.All(line => line.Findings is [{ Standing: Standing.Confirmed }, ..]) ?? false);
    }

    /// <summary>Of a line that only its number, or its place, puts beside a band nothing else was compared.</summary>
    private static bool IsSilent(ReconciledLine line) => !line.Pair.IsAlike || line.Findings.Any(finding => finding is { Standing: Standing.Unwitnessed } && (finding.Read is not "" || finding.Seen is not "") && Exact.Contains(finding.Field) && !IsRepeated(finding));

    /// <summary>The reading copies a mark that repeats what stands above, and no number is seen there: neither says a value of its own.</summary>
    private static bool IsRepeated(Finding finding) => finding.Field.IsOfDigits && finding.Read is not "" && !finding.Read.Any(char.IsLetterOrDigit) && !finding.Seen.Any(char.IsAsciiDigit);

    /// <summary>
    /// Words tell it, unless the ink surely shows more rows than were returned; or the ink alone does. Where something stands above the first inscription that both can read, both may count one less.
    /// </summary>
    private static bool IsSurelyCounted(IndexPage page, PageTestimony said, Reconciled? reconciled)
    {
        if (reconciled is { Witness.Table.HasOneAbove: true } && !reconciled.Lines.Any(line => line.Pair is { Line: not null, Band: null, Above: 0 }))
        {
            return false;
        }

        var inked = said.InkTable is { } ink && InkCertainty.IsSure(ink, said.Ink.Said) ? ink.Count : (int?)null;
        return inked == page.Inscriptions.Count
            || (!(inked > page.Inscriptions.Count) && reconciled is { TellsLines: true, Witness.Table.HasOneAbove: false } && !reconciled.Lines.Any(line => line is { Pair.Line: null, Standing: Standing.Unwitnessed }));
    }
}
