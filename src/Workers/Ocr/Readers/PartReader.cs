using System.Text.Json.Nodes;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Pages;
using Workers.Ocr.Readings;
using Workers.Office;

namespace Workers.Ocr.Readers;

/// <summary>One band of a page as it was read.</summary>
/// <param name="Reading">Null when the model reads it neither whole nor in its halves.</param>
/// <param name="TooLarge">Why its picture is not taken for its size.</param>
internal sealed record ReadPart<T>(PageBand Band, T? Reading, string? TooLarge = null)
    where T : class;

/// <summary>
/// Asks for a page band by band: what a model will not write down of a whole page it often does of its parts. A band that is withheld is
/// halved once more; what is withheld then is for a person.
/// </summary>
internal sealed class PartReader(PageImages images)
{
    private const int Tries = 2;

    /// <summary>One ask for one band, judged as a page of which its ink alone is known.</summary>
    public delegate Task<(Judgement<T> Judgement, PageCost Cost)> Ask<T>(PageImage shown, PageBand band, int number)
        where T : class;

    /// <returns>The bands from above, and what they cost together.</returns>
    public async Task<(IReadOnlyList<ReadPart<T>> Parts, PageCost Cost)> ReadAsync<T>(DocumentToRead document, int page, Ask<T> ask, CancellationToken cancellation)
        where T : class
    {
        var (parts, cost) = (new List<ReadPart<T>>(), default(PageCost));
        var open = new Stack<PageBand>(PageBand.Halves.Reverse());
        while (open.TryPop(out var band))
        {
            var (reading, tooLarge, price) = await ReadAsync(document, page, band, ask, cancellation);
            cost += price;
            var halves = reading is null ? band.Split() : [];
            if (halves is [])
            {
                parts.Add(new(band, reading, tooLarge));
            }

            foreach (var half in halves.Reverse())
            {
                open.Push(half);
            }
        }

        return (parts, cost);
    }

    /// <summary>Tells what became of the page: put together, in part, or not at all.</summary>
    /// <param name="judge">Judges what was put together as the whole page.</param>
    public static Judgement<T> Judge<T>(IReadOnlyList<ReadPart<T>> parts, T empty, Func<IReadOnlyList<T>, (T Whole, IReadOnlyList<Remark> Doubts)> join, Func<T, Judgement<T>> judge)
        where T : class
    {
        var missing = parts.Where(part => part.Reading is null).Select(part => part.Band.Said).ToList();
        var read = parts.Select(part => part.Reading).OfType<T>().ToList();
        if (read is [])
        {
            return Judgement<T>.Unread(empty, parts.Select(part => part.TooLarge).FirstOrDefault(why => why is not null) is { } tooLarge
                ? Remark.Of("doubt.too_large", new() { ["why"] = tooLarge })
                : Remark.Of("doubt.withheld_page"));
        }

        var (whole, doubts) = join(read);
        var judged = judge(whole);
        return judged.Reading is null
            ? Judgement<T>.Unread(empty, Remark.Of("doubt.withheld_no_page", new() { ["why"] = new JsonArray([.. Remark.For(judged.Reasons, judged.Remarks).Select(remark => (JsonNode?)remark)]) }))
            : judged.And([.. doubts, .. missing.Select(part => Remark.Of("doubt.withheld_part", new() { ["part"] = part }))]) with { HasUnread = missing is not [] };
    }

    private async Task<(T? Reading, string? TooLarge, PageCost Cost)> ReadAsync<T>(DocumentToRead document, int page, PageBand band, Ask<T> ask, CancellationToken cancellation)
        where T : class
    {
        var image = await images.PrepareBandAsync(document.Pdf, document.Description, page, band.Top, band.Bottom, document.Folder, cancellation);
        var cost = default(PageCost);
        for (var number = 1; number <= Tries; number++)
        {
            var (judgement, price) = await ask(image, band, number);
            cost += price;
            if (judgement.Reading is not null || judgement.IsWithheld || judgement.IsTooLarge)
            {
                return (judgement.Reading, judgement.IsTooLarge ? string.Join(", ", judgement.Reasons) : null, cost);
            }
        }

        return (null, null, cost);
    }
}
