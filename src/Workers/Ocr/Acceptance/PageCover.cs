using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;

namespace Workers.Ocr.Acceptance;

/// <summary>How much of a reading of a page others than the model have confirmed. Pure.</summary>
/// <param name="Lines">That were returned.</param>
/// <param name="Unread">The lines of which nobody else says anything: neither their number nor that it is another.</param>
/// <param name="Obscured">The lines of which a date, a party or a radiation lies under a stroke or a stamp, and nobody else says anything of it.</param>
/// <param name="IsCounted">Somebody else can tell how many inscriptions there are.</param>
/// <param name="AreAllConfirmed">Every line that was returned, and every one that the witness sees.</param>
internal sealed record PageCover(int Lines, IReadOnlyList<int> Unread, IReadOnlyList<int> Obscured, bool IsCounted, bool AreAllConfirmed)
{
    private static readonly IReadOnlyList<IndexField> Exact = [IndexField.Date, IndexField.Parties, IndexField.Radiation];

    public bool IsWhole => IsCounted && Unread is [] && Obscured is [];

    /// <param name="reconciled">Null where no words of the page say what its lines are.</param>
    public static PageCover Of(IndexPage page, PageTestimony said, Reconciled? reconciled)
    {
        var read = (reconciled?.Lines ?? []).Where(line => line is { Pair.Line: not null } && line.Standing is Standing.Confirmed or Standing.Disputed or Standing.Invented)
            .Select(line => line.Pair.Line!.Line)
            .ToHashSet();
        var obscured = (reconciled?.Lines ?? []).Where(line => line is { Pair: { Line: { } said, Band: not null } } && read.Contains(said.Line) && IsObscured(line, reconciled!.Witness))
            .Select(line => line.Pair.Line!.Line);
        return new(page.Inscriptions.Count, [.. page.Inscriptions.Select(line => line.Line).Where(line => !read.Contains(line))], [.. obscured], IsSurelyCounted(page, said, reconciled),
            reconciled?.Lines.All(line => line.Findings is [{ Standing: Standing.Confirmed }, ..]) ?? false);
    }

    private static bool IsObscured(ReconciledLine line, BandWitness witness) => line.Findings.Any(finding => finding is { Standing: Standing.Unwitnessed } && (finding.Read is not "" || finding.Seen is not "")
        && Exact.Contains(finding.Field) && witness.IsObscured(finding.Field, witness.Table.Bands[line.Pair.Band!.Value]));

    /// <summary>Words tell it, unless the ink surely shows more rows than were returned; or the ink alone does.</summary>
    private static bool IsSurelyCounted(IndexPage page, PageTestimony said, Reconciled? reconciled)
    {
        var inked = said.InkTable is { } ink && InkCertainty.IsSure(ink, said.Ink.Said) ? ink.Count : (int?)null;
        return inked == page.Inscriptions.Count
            || (!(inked > page.Inscriptions.Count) && reconciled is { TellsLines: true, Witness.Table.HasOneAbove: false } && !reconciled.Lines.Any(line => line is { Pair.Line: null, Standing: Standing.Unwitnessed }));
    }
}
