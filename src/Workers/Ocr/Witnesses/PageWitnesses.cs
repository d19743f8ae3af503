using System.Globalization;
using Workers.Hosting.Processes;
using Workers.Ocr.Leptonica;
using Workers.Ocr.Pages;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Tables;
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

    /// <summary>And what it sees of columns that it reads once more: another size, of which it errs in other places.</summary>
    private const float SecondScale = 0.5f;

    /// <summary>A page is read in so many parts.</summary>
    private const int Parts = 3;

    /// <summary>What is cut out of a page reaches so far beyond its columns and rows, in points.</summary>
    private const double Rim = 3;

    /// <summary>Columns that are read side by side stand so far apart, in points: no word goes across.</summary>
    private const double Between = 24;

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
        var picture = Path.Combine(folder, $"words-{page}-{Guid.NewGuid():N}.spix");
        try
        {
            var (image, seen) = await images.PrepareAsync(pdf, description, page, folder, (upright, turned) => Look(upright, turned, size, text, picture), cancellation);
            return (image, new(await WordsAsync(text, seen, size, picture, cancellation), seen.Ink));
        }
        finally
        {
            foreach (var file in Enumerable.Range(0, Parts).Select(part => Part(picture, part)).Append(picture).Append(Second(picture)))
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
            bare.Save(Second(picture), SecondScale);
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
            return read.Said is { } words ? Testimony<WordPage>.Of(await LookAgainAsync(words with { Turn = seen.Turn }, seen, picture, cancellation)) : read;
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

    /// <summary>
    /// Numbers, dates and radiations are what is compared to the digit: their columns are read once more by themselves, side by side.
    /// </summary>
    private async Task<WordPage> LookAgainAsync(WordPage words, Seen seen, string picture, CancellationToken cancellation)
    {
        if (PageTestimony.TableOf(words, seen.Ink.Said) is not { Bands: { Count: > 0 } bands } table || table.Find(ColumnKind.Number) is null)
        {
            return words;
        }

        var (top, bottom) = (Math.Max(0, bands[0].Box.Top - Rim), Math.Min(words.Size.Height, bands[^1].Box.Bottom + Rim));
        var columns = table.Columns.Where(column => column.Kind is ColumnKind.Number or ColumnKind.Date or ColumnKind.Radiations).ToList();
        var parts = columns.Select(column => new PageBox(Math.Max(0, column.Left), top, Math.Min(words.Size.Width, column.Right), bottom)).ToList();
        if (parts.Exists(part => part.Width < Rim) || bottom - top < Rim)
        {
            return words;
        }

        var cut = $"{picture}.columns";
        try
        {
            var (width, height) = await images.WorkAsync(() => Cut(Second(picture), cut, parts, words.Size), cancellation);
            var size = new PageSize(parts.Sum(part => part.Width) + (Between * (parts.Count - 1)), bottom - top);
            var again = (await _tesseract.ReadColumnAsync(cut, width, height, size, cancellation)).Said?.Words ?? [];
            var at = 0.0;
            foreach (var (column, part) in columns.Zip(parts))
            {
                var shift = part.Left - at;
                var read = again.Where(word => word.Box.Centre + shift > part.Left && word.Box.Centre + shift < part.Right).Select(word => word with { Box = word.Box.Moved(shift, top) });
                words = SecondLook.Merge(words, [.. read], column.Left, column.Right, column.Kind is ColumnKind.Date ? NumberShape.IsDate : NumberShape.IsNumber, NumberShape.Compact);
                at += part.Width + Between;
            }

            return words;
        }
        catch (Exception refused) when (refused is ImageException or IOException or ChildNotStartedException)
        {
            return words;
        }
        finally
        {
            File.Delete(cut);
        }
    }

    /// <param name="parts">Of the page, in points, as high as each other.</param>
    private static (int Width, int Height) Cut(string from, string to, List<PageBox> parts, PageSize size)
    {
        using var page = GreyPage.Load(from);
        var (across, down) = (page.Width / size.Width, page.Height / size.Height);
        var (top, height) = ((int)(parts[0].Top * down), (int)Math.Floor(parts[0].Height * down));
        using var columns = page.SideBySide(
            [.. parts.Select(part => new PixelBox((int)(part.Left * across), top, (int)Math.Floor(part.Width * across), Math.Min(height, page.Height - top)))], (int)(Between * across));
        return columns.Save(to);
    }

    private static string Part(string picture, int number) => string.Create(CultureInfo.InvariantCulture, $"{picture}.{number}");

    /// <summary>The page as it is looked at once more.</summary>
    private static string Second(string picture) => $"{picture}.second";

    /// <param name="IsWhole">The PDF's own text is all that is written on the page.</param>
    /// <param name="Parts">Of the page as pictures for Tesseract; null when none were made.</param>
    private sealed record Seen(Testimony<InkMarks> Ink, bool IsWhole, IReadOnlyList<PicturePart>? Parts)
    {
        /// <summary>How the page lies that the picture was made of.</summary>
        public PageTurn Turn { get; init; }
    }
}
