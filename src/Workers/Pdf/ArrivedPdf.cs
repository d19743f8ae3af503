using System.Text;
using Workers.Hosting.Processes;

namespace Workers.Pdf;

/// <summary>Pages and text of a PDF that just arrived; without poppler, what the file itself shows. Never refuses: the bytes are paid for.</summary>
internal sealed class ArrivedPdf(Poppler poppler)
{
    /// <returns>0 when nothing here can count them.</returns>
    public async Task<int> CountPagesAsync(string file, CancellationToken cancellation)
    {
        var info = await SayAsync(poppler.InfoAsync(file, eachPage: false, cancellation));
        if (info is null)
        {
            // A title that is longer than what is read may speak of pages as well.
            return 0;
        }

        return PdfDescription.CountIn(info) is > 0 and var pages
            ? pages
            : PageTree.CountPages(await File.ReadAllTextAsync(file, Encoding.Latin1, cancellation)) ?? 0;
    }

    /// <summary>The text of the first page; empty for a scan, or without poppler.</summary>
    public async Task<string> ReadFirstPageAsync(string file, CancellationToken cancellation) =>
        await SayAsync(poppler.FirstPageTextAsync(file, cancellation), mayBeCut: true) ?? "";

    /// <returns>Empty where it gave none; null where it is not all that was said.</returns>
    private static async Task<string?> SayAsync(Task<ChildResult> running, bool mayBeCut = false)
    {
        try
        {
            var result = await running;
            return result.IsCut && !mayBeCut ? null : result.Succeeded ? result.Output : "";
        }
        catch (ChildNotStartedException)
        {
            return "";
        }
    }
}
