using Workers.Hosting.Processes;
using Workers.Ocr.Leptonica;
using Workers.Ocr.Pages;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Words;
using Workers.Pdf;

namespace Workers.Ocr.Witnesses;

/// <summary>
/// Prepares a page for the model and hears who else can tell what stands on it: the PDF's own text, the ink of the image, and Tesseract where
/// the text is not the page. All of it stays on this machine. A witness that fails is silent; only a page that cannot be rendered fails.
/// </summary>
internal sealed class PageWitnesses(OcrOptions options, PageImages images, TimeProvider time) : IDisposable
{
    private const int Megabyte = 1 << 20;
    private const int MostText = 8 * Megabyte;

    /// <summary>What Tesseract sees, as a part of the rendered size: letters of a scan of 300 dpi keep all that it needs.</summary>
    private const float ReadingScale = 0.6f;

    private readonly SemaphoreSlim _threads = new(options.PageThreads);
    private readonly Poppler _poppler = new(new(options.PageTimeout, (long)options.PageMemory * Megabyte) { Output = MostText }, time);
    private readonly Tesseract _tesseract = new(options.PageTimeout, (long)options.PageMemory * Megabyte, time);

    /// <param name="page">From 1.</param>
    /// <param name="folder">For intermediate images, which are deleted again.</param>
    /// <exception cref="PageException">The page cannot be rendered.</exception>
    public async Task<(PageImage Image, PageTestimony Said)> PrepareAsync(
        string pdf, PdfDescription description, int page, string folder, CancellationToken cancellation)
    {
        if (options.Witnesses is WitnessChoice.None)
        {
            return (await images.PrepareAsync(pdf, description, page, PageView.Prepared, folder, cancellation), PageTestimony.Nobody("OCR_WITNESSES=none"));
        }

        var size = description.Pages[page - 1];
        var text = await ReadTextAsync(pdf, page, size, cancellation);
        var picture = Path.Combine(folder, $"words-{page}-{Guid.NewGuid():N}.pgm");
        try
        {
            var (image, seen) = await images.PrepareAsync(pdf, description, page, folder, (upright, turned) => Look(upright, turned, size, text, picture), cancellation);
            return (image, new(await WordsAsync(text, seen, size, picture, cancellation), seen.Ink));
        }
        finally
        {
            File.Delete(picture);
        }
    }

    /// <summary>The words that the PDF says of a page, whether they are all of it or not.</summary>
    public async Task<Testimony<WordPage>> ReadTextAsync(string pdf, int page, PageSize size, CancellationToken cancellation)
    {
        try
        {
            var result = await _poppler.WordsAsync(pdf, page, cancellation);
            return result.Succeeded ? TextLayer.Read(result.Output, size) : Testimony<WordPage>.None($"pdftotext gave no words ({result.Summary})");
        }
        catch (ChildNotStartedException missing)
        {
            return Testimony<WordPage>.None($"{missing.Message}. {PopplerCheck.Remedy}");
        }
    }

    public void Dispose() => _threads.Dispose();

    /// <summary>Finds the ink, and makes a picture for Tesseract where the PDF's text is not the page.</summary>
    private Seen Look(GreyPage upright, float turned, PageSize size, Testimony<WordPage> text, string picture)
    {
        try
        {
            using var ink = upright.FindInk();
            var marks = InkMarks.Of(ink, size, upright.Width, upright.Height);
            var isWhole = false;
            if (text.Said is { } words && marks.SetUpright(words.Turn, words.Skew + turned) is var set)
            {
                isWhole = Coverage.IsWhole(words, set);
                marks = isWhole ? set : marks;
            }

            if (isWhole || options.Witnesses is not WitnessChoice.All)
            {
                return new(Testimony<InkMarks>.Of(marks), isWhole, null);
            }

            var quarters = upright.FindQuarters();
            var turn = PageTurns.UndoneBy(quarters);
            return new(Testimony<InkMarks>.Of(marks.SetUpright(turn, skew: 0)), isWhole, upright.SaveWithoutRules(picture, ink, ReadingScale, quarters)) { Turn = turn };
        }
        catch (ImageException refused)
        {
            return new(Testimony<InkMarks>.None(refused.Message), IsWhole: text.Said is not null, null);
        }
    }

    private async Task<Testimony<WordPage>> WordsAsync(Testimony<WordPage> text, Seen seen, PageSize size, string picture, CancellationToken cancellation)
    {
        if (seen.Picture is not { } pixels)
        {
            return text.Said is null || seen.IsWhole ? text : Testimony<WordPage>.None("the PDF's text is only a part of the page");
        }

        await _threads.WaitAsync(cancellation);
        try
        {
            var read = await _tesseract.ReadAsync(picture, pixels.Width, pixels.Height, seen.Turn.SetUpright(size), cancellation);
            return read.Said is { } words ? Testimony<WordPage>.Of(words with { Turn = seen.Turn }) : read;
        }
        catch (ChildNotStartedException missing)
        {
            return Testimony<WordPage>.None($"{missing.Message}. {Tesseract.Remedy}");
        }
        finally
        {
            _threads.Release();
        }
    }

    /// <param name="IsWhole">The PDF's own text is all that is written on the page.</param>
    /// <param name="Picture">Size of the picture for Tesseract, in pixels; null when none was made.</param>
    private sealed record Seen(Testimony<InkMarks> Ink, bool IsWhole, (int Width, int Height)? Picture)
    {
        /// <summary>How the page lies that the picture was made of.</summary>
        public PageTurn Turn { get; init; }
    }
}
