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
        return PdfDescription.CountIn(info) is > 0 and var pages
            ? pages
            : PageTree.CountPages(await File.ReadAllTextAsync(file, Encoding.Latin1, cancellation)) ?? 0;
    }

    /// <summary>The text of the first page; empty for a scan, or without poppler.</summary>
    public Task<string> ReadFirstPageAsync(string file, CancellationToken cancellation) =>
        SayAsync(poppler.FirstPageTextAsync(file, cancellation));

    private static async Task<string> SayAsync(Task<ChildResult> running)
    {
        try
        {
            var result = await running;
            return result.Succeeded ? result.Output : "";
        }
        catch (ChildNotStartedException)
        {
            return "";
        }
    }
}
