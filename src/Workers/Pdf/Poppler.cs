using System.Globalization;
using Workers.Hosting.Processes;

namespace Workers.Pdf;

/// <summary>What one run of a tool on a PDF of unknown origin may use.</summary>
/// <param name="Time">Of the wall and of the processor.</param>
/// <param name="Memory">Address space in bytes.</param>
internal sealed record PdfLimits(TimeSpan Time, long Memory)
{
    /// <summary>For a look at a file that just arrived.</summary>
    public static PdfLimits Arrival { get; } = new(TimeSpan.FromSeconds(20), 1L << 30);

    /// <summary>Largest file it may write, in bytes; null for no bound.</summary>
    public long? FileSize { get; init; }

    /// <summary>Characters kept of its output.</summary>
    public int Output { get; init; } = 64 * 1024;
}

/// <summary>Poppler's tools, each in a child process with limits and without our variables. Nothing else opens a PDF here.</summary>
internal sealed class Poppler(PdfLimits limits, TimeProvider time)
{
    private const string LastPage = "100000";

    /// <summary>What <c>pdfinfo</c> says of the document; with the size of each page where asked for.</summary>
    /// <exception cref="ChildNotStartedException">It is not installed.</exception>
    public Task<ChildResult> InfoAsync(string pdf, bool eachPage, CancellationToken cancellation) =>
        RunAsync("pdfinfo", eachPage ? ["-f", "1", "-l", LastPage, pdf] : [pdf], cancellation);

    /// <summary>The text of the first page, laid out as on the page.</summary>
    /// <exception cref="ChildNotStartedException">It is not installed.</exception>
    public Task<ChildResult> FirstPageTextAsync(string pdf, CancellationToken cancellation) =>
        RunAsync("pdftotext", ["-f", "1", "-l", "1", "-layout", pdf, "-"], cancellation);

    /// <summary>The words of one page with their places in points, as a viewer shows the page.</summary>
    /// <param name="page">From 1.</param>
    /// <exception cref="ChildNotStartedException">It is not installed.</exception>
    public Task<ChildResult> WordsAsync(string pdf, int page, CancellationToken cancellation)
    {
        var number = page.ToString(CultureInfo.InvariantCulture);
        return RunAsync("pdftotext", ["-f", number, "-l", number, "-bbox", "-cropbox", "-enc", "UTF-8", pdf, "-"], cancellation);
    }

    /// <summary>The pictures of every page, as <c>pdfimages</c> lists them; none is taken out.</summary>
    /// <exception cref="ChildNotStartedException">It is not installed.</exception>
    public Task<ChildResult> PicturesAsync(string pdf, CancellationToken cancellation) => RunAsync("pdfimages", ["-list", pdf], cancellation);

    /// <summary>Renders with <c>pdftoppm</c>.</summary>
    /// <exception cref="ChildNotStartedException">It is not installed.</exception>
    public Task<ChildResult> RenderAsync(IReadOnlyList<string> arguments, CancellationToken cancellation) =>
        RunAsync("pdftoppm", arguments, cancellation);

    private Task<ChildResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation) => ChildProcess.RunAsync(
        new(program, arguments)
        {
            Timeout = limits.Time,
            CpuTime = limits.Time,
            AddressSpace = limits.Memory,
            FileSize = limits.FileSize,
            OutputLimit = limits.Output,
        },
        time,
        cancellation);
}
