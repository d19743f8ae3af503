using Workers.Hosting.Processes;
using Workers.Hosting.Telemetry;
using Workers.Ocr.Leptonica;
using Workers.Pdf;

namespace Workers.Ocr.Pages;

/// <summary>
/// Turns PDFs into images that a model reads well: poppler renders in a child process with limits, Leptonica makes
/// the page upright and even. A few pages at a time for the whole process, whoever asks.
/// </summary>
internal sealed class PageImages(OcrOptions options, TimeProvider time) : IDisposable
{
    private const int Megabyte = 1 << 20;
    private readonly SemaphoreSlim _turns = new(options.PageThreads);
    private readonly PageThreads _threads = new(options.PageThreads);
    private readonly Poppler _poppler = new(
        new(options.PageTimeout, (long)options.PageMemory * Megabyte) { FileSize = ((long)options.MaxSide * options.MaxSide) + Megabyte, Output = Megabyte },
        time);

    /// <exception cref="PageException">Not readable as a PDF, or too many pages.</exception>
    public async Task<PdfDescription> DescribeAsync(string pdf, CancellationToken cancellation)
    {
        var result = await RunAsync(_poppler.InfoAsync(pdf, eachPage: true, cancellation));
        if (!result.Succeeded)
        {
            throw Refused("The PDF cannot be opened", result);
        }

        // A long title cuts off pdfinfo's own lines, and may hold some that read like them.
        var description = PdfDescription.Parse(result.IsCut ? "" : result.Output)
            ?? throw new PageException("The PDF does not tell the number and sizes of its pages.", permanent: true);
        return description.Pages.Count <= options.MaxPages
            ? description
            : throw new PageException($"The PDF has {description.Pages.Count} pages; OCR_MAX_PAGES allows {options.MaxPages}.", permanent: true);
    }

    /// <param name="page">From 1.</param>
    /// <param name="folder">For the intermediate image, which is deleted again.</param>
    /// <exception cref="PageException">The page cannot be rendered.</exception>
    public Task<PageImage> PrepareAsync(string pdf, PdfDescription description, int page, PageView view, string folder, CancellationToken cancellation) =>
        RenderAsync(pdf, description, page, folder, image => Finish(image, page, view), cancellation);

    /// <summary>Prepares the page and shows a band of it, from edge to edge.</summary>
    /// <param name="top">Where it begins, as a part of the height; <paramref name="bottom"/> is where it ends.</param>
    /// <inheritdoc cref="PrepareAsync(string, PdfDescription, int, PageView, string, CancellationToken)"/>
    public async Task<PageImage> PrepareBandAsync(string pdf, PdfDescription description, int page, double top, double bottom, string folder, CancellationToken cancellation) =>
        (await PrepareAsync(pdf, description, page, folder, (upright, _) =>
        {
            using var band = upright.Band(top, bottom);
            return Image(page, band, angle: 0);
        }, cancellation)).Seen;

    /// <summary>Prepares the page, and shows it to somebody else in the same go.</summary>
    /// <param name="look">Sees the page as the model will, upright and even, before it becomes a JPEG, and the degrees by which it was turned, clockwise.</param>
    /// <inheritdoc cref="PrepareAsync(string, PdfDescription, int, PageView, string, CancellationToken)"/>
    public Task<(PageImage Image, T Seen)> PrepareAsync<T>(
        string pdf, PdfDescription description, int page, string folder, Func<GreyPage, float, T> look, CancellationToken cancellation) =>
        RenderAsync(pdf, description, page, folder, image => Prepare(image, page, look), cancellation);

    /// <param name="page">From 1.</param>
    /// <param name="use">Makes something of the PGM, which is deleted afterwards.</param>
    /// <inheritdoc cref="PrepareAsync(string, PdfDescription, int, PageView, string, CancellationToken)"/>
    public async Task<T> RenderAsync<T>(string pdf, PdfDescription description, int page, string folder, Func<string, T> use, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation);
        using var span = Spans.Start(Spans.Prepare)?.SetTag("workers.page", page);
        try
        {
            var stem = Path.Combine(folder, $"page-{page}-{Guid.NewGuid():N}");
            var image = $"{stem}.pgm";
            try
            {
                await RenderAsync(pdf, description.Pages[page - 1], page, stem, image, cancellation);
                return await _threads.RunAsync(() => use(image), cancellation);
            }
            finally
            {
                File.Delete(image);
            }
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Other work on images, on the few threads that all of it is done on.</summary>
    public Task<T> WorkAsync<T>(Func<T> work, CancellationToken cancellation) => _threads.RunAsync(work, cancellation);

    /// <param name="image">As pdftoppm wrote it.</param>
    /// <exception cref="ImageException">Not readable as an image.</exception>
    public static GreyPage Load(string image) => PgmHeader.Read(image) is { } header
        ? GreyPage.Load(image, header.Width, header.Height, header.Length)
        : throw new ImageException("The page image is no PGM.");

    public void Dispose()
    {
        _turns.Dispose();
        _threads.Dispose();
    }

    private async Task RenderAsync(string pdf, PageSize size, int page, string stem, string image, CancellationToken cancellation)
    {
        var plan = RenderPlan.For(size, options.Dpi, options.MaxSide);
        var result = await RunAsync(_poppler.RenderAsync(plan.Arguments(pdf, page, options.Dpi, stem), cancellation));
        if (!result.Succeeded)
        {
            throw Refused($"Page {page} cannot be rendered", result);
        }

        if (!File.Exists(image) || PgmHeader.Read(image) is not { } header || !plan.Matches(header.Width, header.Height))
        {
            throw new PageException($"Page {page} was not rendered at its size of {size.Width:0} × {size.Height:0} points.", permanent: true);
        }
    }

    private PageImage Finish(string image, int page, PageView view) => view is PageView.AsRendered
        ? Loaded(image, page, rendered => Image(page, rendered, angle: 0))
        : Prepare(image, page, (_, _) => 0).Image;

    private (PageImage Image, T Seen) Prepare<T>(string image, int page, Func<GreyPage, float, T> look) => Loaded(image, page, rendered =>
    {
        using var even = rendered.TryEvenOut();
        var (upright, angle) = (even ?? rendered).Deskew();
        using (upright)
        {
            return (Image(page, upright, angle), look(upright, angle));
        }
    });

    private PageImage Image(int page, GreyPage grey, float angle) =>
        new(page, grey.ToJpeg(options.JpegQuality), grey.Width, grey.Height, grey.MeasureInk(), angle);

    private static T Loaded<T>(string image, int page, Func<GreyPage, T> use)
    {
        try
        {
            using var rendered = Load(image);
            return use(rendered);
        }
        catch (ImageException refused)
        {
            throw new PageException($"Page {page}: {refused.Message}", permanent: true, refused);
        }
    }

    private static async Task<ChildResult> RunAsync(Task<ChildResult> running)
    {
        try
        {
            return await running;
        }
        catch (ChildNotStartedException missing)
        {
            throw new PageException($"{missing.Message.TrimEnd('.')}. {PopplerCheck.Remedy}", permanent: false, missing);
        }
    }

    /// <summary>Poppler's own refusal is the document's fault; a signal or a time-out may be the machine's.</summary>
    private static PageException Refused(string what, ChildResult result) =>
        new($"{what} ({result.Summary}).", permanent: !result.TimedOut && result.ExitCode < 128);
}
