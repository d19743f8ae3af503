using System.Globalization;
using Workers.Hosting.Processes;
using Workers.Ocr.Leptonica;
using Workers.Ocr.Pages;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;
using Workers.Pdf;

namespace Workers.Ocr.Witnesses;

/// <summary>
/// Numbers, dates and radiations are what is compared to the digit. Unless all of them are quite sure, their columns are read once more by themselves, side by side; then each of their values
/// that is not sure even so is read from near, one picture each. A look that fails changes nothing.
/// </summary>
internal sealed class ValueLooks(Tesseract tesseract, PageImages images)
{
    /// <summary>What Tesseract sees of columns, as a part of the rendered size: another size than of the page, of which it errs in other places.</summary>
    private const float ColumnScale = 0.5f;

    /// <summary>And of a value by itself: what it reads of a single line of digits is best where they are about ten pixels high.</summary>
    private const float NearScale = 0.4f;

    /// <summary>What is cut out of a page reaches so far beyond its columns and rows, in points.</summary>
    private const double Rim = 3;

    /// <summary>Columns that are read side by side stand so far apart, in points: no word goes across.</summary>
    private const double Between = 24;

    /// <param name="picture">The whole page without rules, as <see cref="GreyPage.Save"/> has written it.</param>
    /// <returns>The words, with what the looks say of those that are compared to the digit.</returns>
    public async Task<WordPage> LookAsync(WordPage words, InkMarks? ink, string picture, CancellationToken cancellation)
    {
        try
        {
            if (TableOf(words, ink) is not { } table || NearLook.IsSettled(words, table, ink))
            {
                return words;
            }

            words = await LookAtColumnsAsync(words, table, picture, cancellation);
            return ink is not null && TableOf(words, ink) is { } seen ? await LookFromNearAsync(words, seen, ink, picture, cancellation) : words;
        }
        catch (Exception refused) when (refused is ImageException or IOException or ChildNotStartedException)
        {
            return words;
        }
    }

    private static IndexTable? TableOf(WordPage words, InkMarks? ink) =>
        PageTestimony.TableOf(words, ink) is { Bands: not [] } table && table.Find(ColumnKind.Number) is not null ? table : null;

    private async Task<WordPage> LookAtColumnsAsync(WordPage words, IndexTable table, string picture, CancellationToken cancellation)
    {
        var (top, bottom) = (Math.Max(0, table.Bands[0].Box.Top - Rim), Math.Min(words.Size.Height, table.Bands[^1].Box.Bottom + Rim));
        var columns = table.Columns.Where(column => NearLook.IsExact(column.Kind)).ToList();
        var parts = columns.Select(column => new PageBox(Math.Max(0, column.Left), top, Math.Min(words.Size.Width, column.Right), bottom)).ToList();
        if (parts.Exists(part => part.Width < Rim) || bottom - top < Rim)
        {
            return words;
        }

        var cut = $"{picture}.columns";
        try
        {
            var (width, height) = await images.WorkAsync(() => CutColumns(picture, cut, parts, words.Size), cancellation);
            var size = new PageSize(parts.Sum(part => part.Width) + (Between * (parts.Count - 1)), bottom - top);
            var again = (await tesseract.ReadColumnAsync(cut, width, height, size, cancellation)).Said?.Words ?? [];
            var at = 0.0;
            foreach (var (column, part) in columns.Zip(parts))
            {
                var shift = part.Left - at;
                var read = again.Where(word => word.Box.Centre + shift > part.Left && word.Box.Centre + shift < part.Right).Select(word => word with { Box = word.Box.Moved(shift, top) });
                words = AnotherLook.Merge(words, [.. read], column.Left, column.Right, NearLook.ShapeOf(column.Kind), NumberShape.Compact);
                at += part.Width + Between;
            }

            return words;
        }
        finally
        {
            File.Delete(cut);
        }
    }

    private async Task<WordPage> LookFromNearAsync(WordPage words, IndexTable table, InkMarks ink, string picture, CancellationToken cancellation)
    {
        var places = NearLook.Find(words, table, ink);
        if (places is [])
        {
            return words;
        }

        var list = $"{picture}.near";
        try
        {
            var parts = await images.WorkAsync(() => CutPlaces(picture, list, [.. places.Select(place => place.Box)], words.Size), cancellation);
            var read = (await tesseract.ReadLinesAsync(list, parts, words.Size, cancellation)).Said?.Words ?? [];
            foreach (var place in places)
            {
                var (column, seen) = (place.Column, read.Where(word => word.Box.Middle > place.Box.Top && word.Box.Middle < place.Box.Bottom));
                words = AnotherLook.Merge(words, [.. seen], column.Left, column.Right, NearLook.ShapeOf(column.Kind), NumberShape.Compact);
            }

            return words;
        }
        finally
        {
            foreach (var file in places.Select((_, number) => PlaceOf(list, number)).Append(list))
            {
                File.Delete(file);
            }
        }
    }

    /// <param name="parts">Of the page, in points, as high as each other.</param>
    private static (int Width, int Height) CutColumns(string from, string to, List<PageBox> parts, PageSize size)
    {
        using var page = GreyPage.Load(from);
        var (across, down) = (page.Width / size.Width, page.Height / size.Height);
        var (top, height) = ((int)(parts[0].Top * down), (int)Math.Floor(parts[0].Height * down));
        using var columns = page.SideBySide(
            [.. parts.Select(part => new PixelBox((int)(part.Left * across), top, (int)Math.Floor(part.Width * across), Math.Min(height, page.Height - top)))], (int)(Between * across));
        return columns.Save(to, ColumnScale);
    }

    /// <summary>A picture of each place, and the list of them.</summary>
    private static List<PicturePart> CutPlaces(string from, string list, List<PageBox> places, PageSize size)
    {
        using var page = GreyPage.Load(from);
        var (across, down) = (page.Width / size.Width, page.Height / size.Height);
        var parts = new List<PicturePart>(places.Count);
        foreach (var place in places)
        {
            var (left, top) = (Math.Max(0, place.Left - Rim), Math.Max(0, place.Top - Rim));
            var (right, bottom) = (Math.Min(size.Width, place.Right + Rim), Math.Min(size.Height, place.Bottom + Rim));
            var box = new PixelBox((int)(left * across), (int)(top * down), (int)((right - left) * across), (int)((bottom - top) * down));
            using var part = page.Clip(box);
            var (width, height) = part.Save(PlaceOf(list, parts.Count), NearScale);
            parts.Add(new(box.Y / down, new(box.Width / across, box.Height / down), width, height) { Left = box.X / across });
        }

        File.WriteAllLines(list, parts.Select((_, number) => PlaceOf(list, number)));
        return parts;
    }

    private static string PlaceOf(string list, int number) => string.Create(CultureInfo.InvariantCulture, $"{list}.{number}");
}
