using Workers.Registre.Recognition;

namespace Workers.Registre.Canary;

/// <summary>What differs between the shape that was good and the one that is there. Pure.</summary>
internal static class ShapeComparison
{
    /// <returns>One line for each difference, which names its page; none when all is as it was.</returns>
    public static IReadOnlyList<string> Compare(SiteShape good, SiteShape seen) =>
    [
        .. from place in good.Pages.Concat(seen.Pages).Select(page => page.Place).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
           from difference in Compare(place, good.At(place), seen.At(place))
           select $"{place}: {difference}",
    ];

    /// <returns>One line for each page that is not what the program needs there.</returns>
    public static IReadOnlyList<string> Unrecognised(SiteShape seen) =>
    [
        .. from page in seen.Pages
           where !WalkPlaces.Fits(page.Place, page.Kind)
           select $"{page.Place}: the page is {TakenFor(page)}",
    ];

    private static IEnumerable<string> Compare(string place, PageShape? good, PageShape? seen)
    {
        if (good is null || seen is null)
        {
            if (!WalkPlaces.IsOptional(place))
            {
                yield return good is null ? "the page is new" : "the page is gone";
            }

            yield break;
        }

        if (good.Kind != seen.Kind)
        {
            yield return $"the page is {TakenFor(seen)} and was {good.Kind}";
        }

        var gone = good.Parts.Except(seen.Parts, StringComparer.Ordinal).ToList();
        var come = seen.Parts.Except(good.Parts, StringComparer.Ordinal).ToList();
        foreach (var what in gone.Concat(come).Select(TypeOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList())
        {
            var (before, after) = (gone.Where(part => TypeOf(part) == what).ToList(), come.Where(part => TypeOf(part) == what).ToList());
            if (before is [var old] && after is [var other])
            {
                yield return $"{old} is called {other[(what.Length + 1)..]}";
                continue;
            }

            foreach (var part in before)
            {
                yield return $"{part} is gone";
            }

            foreach (var part in after)
            {
                yield return $"{part} is new";
            }
        }
    }

    private static string TakenFor(PageShape page) => page.Kind is PageKind.Unknown ? "not recognised" : $"taken for {page.Kind}";

    private static string TypeOf(string part) => part.Split(' ')[0];
}
