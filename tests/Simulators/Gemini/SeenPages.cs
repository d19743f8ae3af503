using Simulators.Paper;

namespace Simulators.Gemini;

/// <summary>A strip of a page that was shown before.</summary>
/// <param name="Top">Where it begins, as a part of the page's height.</param>
/// <param name="Bottom">Where it ends.</param>
internal sealed record SeenPart(PageMark Mark, double Top, double Bottom)
{
    /// <summary>What of the page can be read on it: the inscriptions that lie on it with most of their height.</summary>
    public PageTruth Of(PageTruth page)
    {
        var height = PageFrame.For(PaperKind.Index).Height;
        var y = IndexLayout.TableTop;
        List<Inscription> inside = [];
        foreach (var row in page.Inscriptions)
        {
            var (top, bottom) = (y / height, (y + IndexLayout.RowHeight(row)) / height);
            if (Math.Min(bottom, Bottom) - Math.Max(top, Top) > (bottom - top) * 0.6)
            {
                inside.Add(row);
            }

            y += IndexLayout.RowHeight(row);
        }

        return page with { Header = [], Inscriptions = inside };
    }
}

/// <summary>
/// Remembers the pages that were shown whole, by how dark each of their rows of pixels is, and finds again which part of which page a picture
/// without a mark shows: as whoever was shown the page before would.
/// </summary>
internal sealed class SeenPages
{
    private const int Kept = 128;
    private const int Dark = 128;

    /// <summary>Rows of a part differ from those of its page by less than this part of their darkness.</summary>
    private const double Alike = 0.15;

    private readonly Lock gate = new();
    private readonly LinkedList<(PageMark Mark, int Width, int[] Rows)> pages = [];

    public void Remember(PageMark mark, GreyImage page)
    {
        var rows = Rows(page);
        lock (gate)
        {
            pages.AddFirst((mark, page.Width, rows));
            if (pages.Count > Kept)
            {
                pages.RemoveLast();
            }
        }
    }

    /// <param name="part">Paper below it is no part of the page.</param>
    /// <returns>Null for a picture of no page that was shown.</returns>
    public SeenPart? Find(GreyImage part)
    {
        var all = Rows(part);
        var rows = all[..(Array.FindLastIndex(all, row => row > 0) + 1)];
        var ink = rows.Sum();
        (PageMark, int, int[])[] known;
        lock (gate)
        {
            known = [.. pages];
        }

        SeenPart? best = null;
        var least = (long)(ink * Alike);
        foreach (var (mark, _, page) in known.Where(page => page.Item2 == part.Width))
        {
            for (var at = 0; at + rows.Length <= page.Length; at++)
            {
                if (Difference(page, at, rows, least) is { } difference)
                {
                    (best, least) = (new(mark, at / (double)page.Length, (at + rows.Length) / (double)page.Length), difference);
                }
            }
        }

        return best;
    }

    /// <returns>Null when it is not less than the least so far.</returns>
    private static long? Difference(int[] page, int at, int[] part, long least)
    {
        long sum = 0;
        for (var row = 0; row < part.Length; row++)
        {
            sum += Math.Abs(page[at + row] - part[row]);
            if (sum >= least)
            {
                return null;
            }
        }

        return sum;
    }

    private static int[] Rows(GreyImage image)
    {
        var rows = new int[image.Height];
        for (var y = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++)
            {
                rows[y] += image[x, y] < Dark ? 1 : 0;
            }
        }

        return rows;
    }
}
