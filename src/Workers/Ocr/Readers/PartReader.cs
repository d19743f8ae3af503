using Microsoft.Extensions.AI;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Pages;
using Workers.Ocr.Readings;

namespace Workers.Ocr.Readers;

/// <summary>One band of a page as it was read.</summary>
/// <param name="Reading">Null when the model reads it neither whole nor in its halves.</param>
internal sealed record ReadPart<T>(PageBand Band, T? Reading)
    where T : class;

/// <summary>
/// Asks for a page band by band: what a model will not write down of a whole page it often does of its parts. A band that is withheld is
/// halved once more; what is withheld then is for a person.
/// </summary>
internal sealed class PartReader(PageImages images)
{
    private const int Tries = 2;

    /// <summary>One ask for one band, judged as a page of which nothing is known.</summary>
    public delegate Task<(Judgement<T> Judgement, PageCost Cost)> Ask<T>(AIContent shown, PageBand band, int number)
        where T : class;

    /// <returns>The bands from above, and what they cost together.</returns>
    public async Task<(IReadOnlyList<ReadPart<T>> Parts, PageCost Cost)> ReadAsync<T>(DocumentToRead document, int page, Ask<T> ask, CancellationToken cancellation)
        where T : class
    {
        var (parts, cost) = (new List<ReadPart<T>>(), default(PageCost));
        var open = new Stack<PageBand>(PageBand.Halves.Reverse());
        while (open.TryPop(out var band))
        {
            var (reading, price) = await ReadAsync(document, page, band, ask, cancellation);
            cost += price;
            var halves = reading is null ? band.Split() : [];
            if (halves is [])
            {
                parts.Add(new(band, reading));
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
    public static Judgement<T> Judge<T>(IReadOnlyList<ReadPart<T>> parts, T empty, Func<IReadOnlyList<T>, (T Whole, IReadOnlyList<string> Doubts)> join, Func<T, Judgement<T>> judge)
        where T : class
    {
        var missing = parts.Where(part => part.Reading is null).Select(part => part.Band.Name).ToList();
        var read = parts.Select(part => part.Reading).OfType<T>().ToList();
        if (read is [])
        {
            return Judgement<T>.Unread(empty, "the model withholds this page, whole and in parts: a person must read it");
        }

        var (whole, doubts) = join(read);
        var judged = judge(whole);
        return judged.Reading is null
            ? Judgement<T>.Unread(empty, $"the model withholds this page, and its parts make no page ({string.Join(", ", judged.Reasons)}): a person must read it")
            : judged.And([.. doubts, .. missing.Select(name => $"the model withholds {name} of this page: a person must read it")]);
    }

    private async Task<(T? Reading, PageCost Cost)> ReadAsync<T>(DocumentToRead document, int page, PageBand band, Ask<T> ask, CancellationToken cancellation)
        where T : class
    {
        var image = await images.PrepareBandAsync(document.Pdf, document.Description, page, band.Top, band.Bottom, document.Folder, cancellation);
        var cost = default(PageCost);
        for (var number = 1; number <= Tries; number++)
        {
            var (judgement, price) = await ask(new DataContent(image.Jpeg, PageImage.MediaType), band, number);
            cost += price;
            if (judgement.Reading is not null || judgement.IsWithheld)
            {
                return (judgement.Reading, cost);
            }
        }

        return (null, cost);
    }
}
