using System.Globalization;
using System.Text;
using Workers.Hosting.Processes;

namespace Workers.Pdf;

/// <summary>Pages and text of a received PDF, by poppler within limits; without poppler, what the file itself shows.</summary>
internal sealed class PdfTools(TimeProvider time)
{
    private const long Space = 1L << 30;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <returns>0 when nothing here can count them.</returns>
    public async Task<int> CountPagesAsync(string file, CancellationToken cancellation)
    {
        var answer = await RunAsync(new("pdfinfo", file) { Timeout = Limit, CpuTime = Limit, AddressSpace = Space }, cancellation);
        var line = answer.Split('\n').FirstOrDefault(line => line.StartsWith("Pages:", StringComparison.Ordinal));
        if (line is not null && int.TryParse(line.AsSpan(6), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var pages))
        {
            return pages;
        }

        return ReceivedPdf.CountPages(await File.ReadAllTextAsync(file, Encoding.Latin1, cancellation)) ?? 0;
    }

    /// <summary>The text of the first page; empty for a scan, or without poppler.</summary>
    public Task<string> ReadFirstPageAsync(string file, CancellationToken cancellation) =>
        RunAsync(new("pdftotext", "-f", "1", "-l", "1", "-layout", file, "-") { Timeout = Limit, CpuTime = Limit, AddressSpace = Space }, cancellation);

    private async Task<string> RunAsync(ChildCommand command, CancellationToken cancellation)
    {
        try
        {
            var result = await ChildProcess.RunAsync(command, time, cancellation);
            return result.Succeeded ? result.Output : "";
        }
        catch (ChildNotStartedException)
        {
            return "";
        }
    }
}
