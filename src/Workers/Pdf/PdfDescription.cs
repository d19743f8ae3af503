using System.Globalization;

namespace Workers.Pdf;

/// <param name="Width">In points (1/72 inch), as a viewer shows the page.</param>
internal readonly record struct PageSize(double Width, double Height);

/// <summary>
/// What pdfinfo says of a PDF. Pages are numbered from 1. The document's own words (its title, its author) come before the number of pages
/// and may hold line breaks, so only what stands from there on counts.
/// </summary>
internal sealed record PdfDescription(IReadOnlyList<PageSize> Pages)
{
    /// <returns>Null when the text is not a complete description: a page without a size is not to be rendered.</returns>
    public static PdfDescription? Parse(string pdfinfo)
    {
        var sizes = new SortedDictionary<int, PageSize>();
        var turned = new HashSet<int>();
        var count = CountIn(pdfinfo);
        foreach (var words in Lines(pdfinfo).Reverse().TakeWhile(words => words is not ["Pages:", _]))
        {
            switch (words)
            {
                case ["Page", var number, "size:", var width, "x", var height, ..]:
                    sizes[Whole(number)] = new(Points(width), Points(height));
                    break;
                case ["Page", var number, "rot:", "90" or "270"]:
                    turned.Add(Whole(number));
                    break;
            }
        }

        var complete = count > 0 && sizes.Count == count && sizes.Keys.First() is 1 && sizes.Keys.Last() == count
            && sizes.Values.All(size => size.Width > 0 && size.Height > 0);
        return complete
            ? new([.. sizes.Select(page => turned.Contains(page.Key) ? new(page.Value.Height, page.Value.Width) : page.Value)])
            : null;
    }

    /// <returns>The number of pages; 0 when the text does not tell it.</returns>
    public static int CountIn(string pdfinfo) =>
        Lines(pdfinfo).Select(words => words is ["Pages:", var pages] ? Whole(pages) : 0).LastOrDefault(count => count > 0);

    private static IEnumerable<string[]> Lines(string pdfinfo) => pdfinfo
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static int Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static double Points(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : 0;
}
