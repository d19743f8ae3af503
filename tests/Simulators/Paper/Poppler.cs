using System.Diagnostics;
using System.Globalization;

namespace Simulators.Paper;

/// <summary>Renders PDFs with poppler's pdftoppm, bytes in, images out, nothing on disk.</summary>
internal static class Poppler
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>All pages in order; an empty list when the bytes are not a PDF that poppler reads.</summary>
    public static async Task<IReadOnlyList<GreyImage>> RenderAsync(ReadOnlyMemory<byte> pdf, int dpi, CancellationToken stop = default)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bounded.CancelAfter(Limit);
        using var process = Process.Start(new ProcessStartInfo("pdftoppm")
        {
            ArgumentList = { "-gray", "-r", dpi.ToString(CultureInfo.InvariantCulture), "-" },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("pdftoppm did not start.");
        try
        {
            var errors = process.StandardError.ReadToEndAsync(bounded.Token);
            var feeding = FeedAsync(process, pdf, bounded.Token);
            using var pages = new MemoryStream();
            await process.StandardOutput.BaseStream.CopyToAsync(pages, bounded.Token);
            await feeding;
            await errors;
            await process.WaitForExitAsync(bounded.Token);
            return process.ExitCode == 0 ? GreyImage.AllFromPgm(pages.GetBuffer().AsSpan(0, (int)pages.Length)) : [];
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> pdf, CancellationToken stop)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(pdf, stop);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // pdftoppm stopped reading: what it was given is no PDF, its exit code says so.
        }
    }
}
