using System.Globalization;

namespace Workers.Pdf;

/// <summary>Which pages of a PDF are pictures of paper, from what pdfimages lists. What they say is then not only what their text says. Pure.</summary>
internal static class PdfPictures
{
    private const double PointsPerInch = 72;

    /// <summary>A page of which pictures cover this part or more counts as a picture; a logo covers less.</summary>
    private const double LeastPart = 0.3;

    /// <param name="listed">The table of <c>pdfimages -list</c>.</param>
    /// <returns>Page numbers, from 1. A picture of unknown size covers its page.</returns>
    public static IReadOnlySet<int> PagesIn(string listed, IReadOnlyList<PageSize> pages)
    {
        var covered = new Dictionary<int, double>();
        foreach (var fields in listed.Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        {
            if (fields.Length > 2 && int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page >= 1 && page <= pages.Count)
            {
                covered[page] = covered.GetValueOrDefault(page) + PartOf(pages[page - 1], fields);
            }
        }

        return covered.Where(page => page.Value >= LeastPart).Select(page => page.Key).ToHashSet();
    }

    /// <summary>An inline picture has no object's number: one field less before its resolution.</summary>
    private static double PartOf(PageSize page, string[] fields)
    {
        var resolution = fields.Length > 11 && fields[10] is "[inline]" ? 11 : 12;
        return fields.Length > resolution + 1
            && Number(fields[3]) is { } width && Number(fields[4]) is { } height
            && Number(fields[resolution]) is { } across and > 0 && Number(fields[resolution + 1]) is { } down and > 0
            ? width / across * PointsPerInch * (height / down * PointsPerInch) / (page.Width * page.Height)
            : 1;
    }

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
