using System.Collections.Concurrent;
using Workers.Hosting.Processes;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Words;
using Workers.Office;
using Workers.Pdf;

namespace Workers.Ocr.Witnesses;

/// <summary>
/// Hears who else can tell what stands on the pages of a deed, the cheapest first: the text of a page that is no picture is all that is
/// asked for; only other pages are rendered, for their ink and for Tesseract. No image is kept. A witness that fails is silent.
/// </summary>
internal sealed class DeedWitnesses(OcrOptions options, PageWitnesses witnesses, TimeProvider time)
{
    private const int Megabyte = 1 << 20;
    private const int LongestList = 4 * Megabyte;

    private readonly Poppler _poppler = new(new(options.PageTimeout, (long)options.PageMemory * Megabyte) { Output = LongestList }, time);

    /// <param name="pages">From 1.</param>
    /// <param name="folder">For intermediate images, which are deleted again.</param>
    /// <returns>One testimony for every page.</returns>
    public async Task<IReadOnlyDictionary<int, DeedTestimony>> HearAsync(
        string pdf, PdfDescription description, IReadOnlyList<int> pages, string folder, CancellationToken cancellation)
    {
        if (options.Witnesses is WitnessChoice.None)
        {
            return pages.ToDictionary(page => page, _ => DeedTestimony.Nobody("OCR_WITNESSES=none"));
        }

        var pictures = await FindPicturesAsync(pdf, description, cancellation);
        var heard = new ConcurrentDictionary<int, DeedTestimony>();
        await Parallel.ForEachAsync(pages, new ParallelOptions { MaxDegreeOfParallelism = options.PageThreads, CancellationToken = cancellation }, async (page, stop) =>
            heard[page] = await HearPageAsync(pdf, description, page, pictures.Contains(page), folder, stop));
        return heard;
    }

    private async Task<DeedTestimony> HearPageAsync(
        string pdf, PdfDescription description, int page, bool isPicture, string folder, CancellationToken cancellation)
    {
        var text = isPicture ? null : await witnesses.ReadTextAsync(pdf, page, description.Pages[page - 1], cancellation);
        if (text?.Said is { } words)
        {
            text = ReadingOrder.IsAslant(words) ? Testimony<WordPage>.None(Remark.Of("why.aslant")) : text;
            return new(text, Testimony<InkMarks>.None(Remark.Of("why.text_is_all")), IsPicture: false);
        }

        try
        {
            var (_, said) = await witnesses.PrepareAsync(pdf, description, page, folder, cancellation);
            return new(said.Words, said.Ink, IsPicture: true);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return DeedTestimony.Nobody(failure.Message);
        }
    }

    /// <summary>Where poppler does not tell, any page may be a picture.</summary>
    private async Task<IReadOnlySet<int>> FindPicturesAsync(string pdf, PdfDescription description, CancellationToken cancellation)
    {
        try
        {
            var listed = await _poppler.PicturesAsync(pdf, cancellation);
            if (listed is { Succeeded: true, Output.Length: < LongestList })
            {
                return PdfPictures.PagesIn(listed.Output, description.Pages);
            }
        }
        catch (ChildNotStartedException)
        {
            // pdfimages comes with pdftotext; without either every page is looked at.
        }

        return Enumerable.Range(1, description.Pages.Count).ToHashSet();
    }
}
