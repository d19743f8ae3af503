using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance;

/// <summary>Which part of a page is read anew: the bands about which reading and witness differ, each with its neighbours. Pure.</summary>
internal static class StripPlan
{
    /// <summary>In points; above the first band and below the last.</summary>
    private const double Rim = 6;

    /// <param name="asks">Strips that may still be asked, at least one.</param>
    /// <returns>The next strip; null when there is none, or when most of the page would be: then it is read as a whole.</returns>
    public static Strip? Next(Reconciled page, int asks)
    {
        var count = page.Witness.Table.Bands.Count;
        var places = page.Lines.Where(line => !line.IsLookedAtAgain && IsDisputed(line)).Select(line => Around(line.Pair, count)).ToList();
        if (places is [] || count is 0 || places.Count * 2 > count)
        {
            return null;
        }

        var strips = Joined(places);
        return strips.Count <= asks ? strips[0]
            : new Strip(strips[0].First, strips[^1].Last) is var all && all.Count * 2 <= count ? all
            : null;
    }

    /// <summary>Where the strip lies; halfway to the bands around it, over the whole width.</summary>
    /// <param name="width">Of the page, in points.</param>
    public static PageBox BoxOf(Strip strip, IndexTable table, double width)
    {
        var bands = table.Bands;
        var (first, last) = (bands[strip.First].Box, bands[strip.Last].Box);
        return new(
            0,
            strip.First is 0 ? first.Top - Rim : Math.Min(first.Top, (bands[strip.First - 1].Box.Bottom + first.Top) / 2),
            width,
            strip.Last == bands.Count - 1 ? last.Bottom + Rim : Math.Max(last.Bottom, (last.Bottom + bands[strip.Last + 1].Box.Top) / 2));
    }

    private static bool IsDisputed(ReconciledLine line) =>
        line.Standing is Standing.Missing or Standing.Invented || line.Findings.Any(finding => finding.Standing is Standing.Disputed);

    private static Strip Around(LinePair pair, int count) => pair.Band is { } band
        ? new(Math.Max(0, band - 1), Math.Min(count - 1, band + 1))
        : new(Math.Max(0, pair.Above - 1), Math.Min(count - 1, pair.Above));

    private static List<Strip> Joined(List<Strip> places)
    {
        List<Strip> joined = [];
        foreach (var place in places.OrderBy(place => place.First))
        {
            if (joined is [.., var last] && place.First <= last.Last + 1)
            {
                joined[^1] = last with { Last = Math.Max(last.Last, place.Last) };
            }
            else
            {
                joined.Add(place);
            }
        }

        return joined;
    }
}
