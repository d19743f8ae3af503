using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Pdf;

namespace Workers.Ocr;

/// <summary>A document that has been fetched and checked, ready to be read.</summary>
/// <param name="Pdf">Local path.</param>
/// <param name="Bytes">Length of the PDF.</param>
/// <param name="Folder">For what is made on the way; removed afterwards.</param>
/// <param name="Advance">Takes the number of pages that are done.</param>
internal sealed record DocumentToRead(
    RunningJob Running, string Pdf, long Bytes, string ContentSha256, PdfDescription Description, string Folder, Action<int> Advance)
{
    public int Pages => Description.Pages.Count;

    public ClaimedJob Job => Running.Job;
}

/// <summary>Pages that the gate refused at every ask: the document does not complete.</summary>
internal sealed class PagesRefusedException(IReadOnlyList<(int Page, string Reason)> pages)
    : Exception($"Not readable: {string.Join("; ", pages.Select(page => FormattableString.Invariant($"page {page.Page} ({page.Reason})")))}.")
{
    public IReadOnlyList<(int Page, string Reason)> Pages { get; } = pages;
}
