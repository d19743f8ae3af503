using Workers.Hosting;
using Workers.Hosting.Files;
using Workers.Jobs.Reviews;
using Workers.Ocr.Leptonica;
using Workers.Ocr.Pages;
using Workers.Office;
using Workers.Pdf;

namespace Workers.Ocr.Pictures;

/// <summary>The picture of one doubtful value, or why there is none.</summary>
/// <param name="Place">Where on the page, in words; null where no place is known.</param>
internal sealed record ItemPicture(string? Path, Remark? Fault, Remark? Place);

/// <summary>Cuts doubtful values out of their pages, with what stands around them, for who decides. A page is drawn once for all of its items.</summary>
internal sealed class StripPictures(DataFolder data, PageImages images, OcrOptions options, TimeProvider time)
{
    /// <summary>Around the box, in points: a line above and below, some words beside.</summary>
    private const double Above = 18;
    private const double Beside = 72;

    /// <summary>Of a page without a known place: enough to read it.</summary>
    private const int LongestSide = 1300;

    /// <param name="folder">For intermediate images.</param>
    /// <returns>One picture for each item about a page; none about the document as a whole.</returns>
    public async Task<IReadOnlyDictionary<Guid, ItemPicture>> DrawAsync(string pdf, IReadOnlyList<ReviewItem> items, string folder, CancellationToken cancellation)
    {
        var drawn = new Dictionary<Guid, ItemPicture>();
        try
        {
            var description = await images.DescribeAsync(pdf, cancellation);
            var today = ReviewPictures.OpenToday(data, time, options.PicturesKept);
            foreach (var page in items.Where(item => item.Page > 0).GroupBy(item => item.Page))
            {
                await DrawPageAsync(pdf, description, page.Key, [.. page], folder, today, drawn, cancellation);
            }
        }
        catch (Exception failure) when (failure is PageException or IOException or UnauthorizedAccessException)
        {
            foreach (var item in items.Where(item => !drawn.ContainsKey(item.Id)))
            {
                drawn[item.Id] = new(null, failure.Message, null);
            }
        }

        return drawn;
    }

    /// <summary>The box and its margin in pixels of a picture of the page. Pure.</summary>
    /// <param name="size">Of the page, in points.</param>
    internal static PixelBox Around(ReviewBox box, PageSize size, int width, int height)
    {
        var (across, down) = (width / size.Width, height / size.Height);
        var (left, top) = ((int)Math.Max(0, (box.Left - Beside) * across), (int)Math.Max(0, (box.Top - Above) * down));
        var (right, bottom) = ((int)Math.Ceiling(Math.Min(width, (box.Right + Beside) * across)), (int)Math.Ceiling(Math.Min(height, (box.Bottom + Above) * down)));
        return new(left, top, right - left, bottom - top);
    }

    /// <summary>Where on the page, as one would say it. Pure.</summary>
    internal static Remark PlaceOf(ReviewBox box, PageSize size) => Remark.Of("review.place", new()
    {
        ["down"] = Percent((box.Top + box.Bottom) / 2 / size.Height), ["across"] = Percent((box.Left + box.Right) / 2 / size.Width),
    });

    private static string Percent(double part) => NumberText.Whole(Math.Clamp(part * 100, 0, 100));

    private async Task DrawPageAsync(
        string pdf, PdfDescription description, int page, IReadOnlyList<ReviewItem> items, string folder, string today, Dictionary<Guid, ItemPicture> drawn, CancellationToken cancellation)
    {
        if (page > description.Pages.Count)
        {
            foreach (var item in items)
            {
                drawn[item.Id] = new(null, Remark.Of("picture.no_page", new() { ["count"] = description.Pages.Count }), null);
            }

            return;
        }

        var size = description.Pages[page - 1];
        var pictures = await images.RenderAsync(pdf, description, page, folder, image => Cut(image, items, size), cancellation);
        foreach (var (item, name, content, fault) in pictures)
        {
            var place = item.Box is { } box ? PlaceOf(box, size) : null;
            if (content is null)
            {
                drawn[item.Id] = new(null, fault, place);
                continue;
            }

            var path = Path.Combine(today, name);
            await AtomicFile.OnDisk.WriteAsync(path, file => file.WriteAsync(content, cancellation).AsTask());
            drawn[item.Id] = new(path, null, place);
        }
    }

    private static List<(ReviewItem Item, string Name, byte[]? Content, Remark? Fault)> Cut(string image, IReadOnlyList<ReviewItem> items, PageSize size)
    {
        using var picture = PagePicture.Load(image);
        return [.. items.Select(item => CutOne(picture, item, size))];
    }

    private static (ReviewItem Item, string Name, byte[]? Content, Remark? Fault) CutOne(PagePicture picture, ReviewItem item, PageSize size)
    {
        if (item.Box is not { } box)
        {
            return (item, $"item-{item.Id:D}.jpg", picture.Thumbnail(LongestSide), null);
        }

        var name = $"item-{item.Id:D}.png";
        var around = Around(box, size, picture.Width, picture.Height);
        try
        {
            return (item, name, picture.Crop(around.X, around.Y, around.Width, around.Height), null);
        }
        catch (ImageException outside)
        {
            return (item, name, null, outside.Message);
        }
    }
}
