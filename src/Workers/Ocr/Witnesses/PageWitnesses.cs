using System.Globalization;
using Workers.Hosting.Processes;
using Workers.Ocr.Leptonica;
using Workers.Ocr.Pages;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Words;
using Workers.Office;
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

    /// <summary>A page is read in so many parts.</summary>
    private const int Parts = 3;

    private readonly SemaphoreSlim _threads = new(options.PageThreads);
    private readonly Poppler _poppler = new(new(options.PageTimeout, (long)options.PageMemory * Megabyte) { Output = MostText }, time);
    private readonly Tesseract _tesseract = TesseractOf(options, time);
    private readonly ValueLooks _again = new(TesseractOf(options, time), images);

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
        var picture = Path.Combine(folder, $"words-{page}-{Guid.NewGuid():N}.spix");
        try
        {
            var (image, seen) = await images.PrepareAsync(pdf, description, page, folder, (upright, turned) => Look(upright, turned, size, text, picture), cancellation);
            return (image, new(await WordsAsync(text, seen, size, picture, cancellation), seen.Ink));
        }
        finally
        {
            foreach (var file in Enumerable.Range(0, Parts).Select(part => Part(picture, part)).Append(picture).Append(Bare(picture)))
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>The words that the PDF says of a page, whether they are all of it or not.</summary>
    public async Task<Testimony<WordPage>> ReadTextAsync(string pdf, int page, PageSize size, CancellationToken cancellation)
    {
        try
        {
            var result = await _poppler.WordsAsync(pdf, page, cancellation);
            return result.Succeeded ? TextLayer.Read(result.Output, size) : Testimony<WordPage>.None(Remark.Of("why.no_words", new() { ["why"] = ChildWords.Of(result) }));
        }
        catch (ChildNotStartedException missing)
        {
            return Testimony<WordPage>.None($"{missing.Message.TrimEnd('.')}. {PopplerCheck.Remedy}");
        }
    }

    public void Dispose() => _threads.Dispose();

    private static Tesseract TesseractOf(OcrOptions options, TimeProvider time) => new(options.PageTimeout, (long)options.PageMemory * Megabyte, time);

    /// <summary>Finds the ink, and makes a picture for Tesseract where the PDF's text is not the page.</summary>
    private Seen Look(GreyPage upright, float turned, PageSize size, Testimony<WordPage> text, string picture)
    {
        try
        {
            var isAll = options.Witnesses is WitnessChoice.All;
            using var first = upright.FindInk(mayBeStamped: isAll && text.Said is null);
            var marks = InkMarks.Of(first, size, upright.Width, upright.Height);
            var isWhole = false;
            if (text.Said is { } words && marks.SetUpright(words.Turn, words.Skew + turned) is var set)
            {
                isWhole = Coverage.IsWhole(words, set);
                marks = isWhole ? set : marks;
            }

            if (isWhole || !isAll)
            {
                return new(Testimony<InkMarks>.Of(marks), isWhole, null);
            }

            // Words of its own that are not the page: only now stamps are worth the look.
            using var again = text.Said is null ? null : upright.FindInk(mayBeStamped: true);
            var ink = again ?? first;
            marks = again is null ? marks : InkMarks.Of(again, size, upright.Width, upright.Height);
            var quarters = upright.FindQuarters();
            var turn = PageTurns.UndoneBy(quarters);
            using var bare = upright.WithoutRules(ink, quarters);
            marks = marks.SetUpright(turn, skew: 0);
            bare.Save(Bare(picture));
            return new(Testimony<InkMarks>.Of(marks), isWhole, SaveParts(bare, marks, picture)) { Turn = turn };
        }
        catch (Exception refused) when (refused is ImageException or IOException)
        {
            return new(Testimony<InkMarks>.None(refused.Message), IsWhole: text.Said is not null, null);
        }
    }

    /// <summary>A picture of each part, and the list of them.</summary>
    private static List<PicturePart> SaveParts(GreyPage page, InkMarks marks, string list)
    {
        var (cuts, down) = (PageCuts.Find(marks, Parts), page.Height / marks.Size.Height);
        var parts = new List<PicturePart>();
        foreach (var (top, bottom) in cuts.Zip(cuts.Skip(1).Append(marks.Size.Height)).Select(cut => ((int)(cut.First * down), (int)(cut.Second * down))))
        {
            using var part = page.Clip(new(0, top, page.Width, bottom - top));
            var (width, height) = part.Save(Part(list, parts.Count), ReadingScale);
            parts.Add(new(top / down, new(marks.Size.Width, (bottom - top) / down), width, height));
        }

        File.WriteAllLines(list, parts.Select((_, number) => Part(list, number)));
        return parts;
    }

    private async Task<Testimony<WordPage>> WordsAsync(Testimony<WordPage> text, Seen seen, PageSize size, string picture, CancellationToken cancellation)
    {
        if (seen.Parts is not { } parts)
        {
            return text.Said is null || seen.IsWhole ? text : Testimony<WordPage>.None(Remark.Of("why.part_only"));
        }

        await _threads.WaitAsync(cancellation);
        try
        {
            var read = await _tesseract.ReadAsync(picture, parts, seen.Turn.SetUpright(size), cancellation);
            return read.Said is { } words ? Testimony<WordPage>.Of(await _again.LookAsync(words with { Turn = seen.Turn }, seen.Ink.Said, Bare(picture), cancellation)) : read;
        }
        catch (ChildNotStartedException missing)
        {
            return Testimony<WordPage>.None($"{missing.Message.TrimEnd('.')}. {Tesseract.Remedy}");
        }
        finally
        {
            _threads.Release();
        }
    }

    private static string Part(string picture, int number) => string.Create(CultureInfo.InvariantCulture, $"{picture}.{number}");

    /// <summary>The whole page without rules, for what is looked at once more.</summary>
    private static string Bare(string picture) => $"{picture}.bare";

    /// <param name="IsWhole">The PDF's own text is all that is written on the page.</param>
    /// <param name="Parts">Of the page as pictures for Tesseract; null when none were made.</param>
    private sealed record Seen(Testimony<InkMarks> Ink, bool IsWhole, IReadOnlyList<PicturePart>? Parts)
    {
        /// <summary>How the page lies that the picture was made of.</summary>
        public PageTurn Turn { get; init; }
    }
}
