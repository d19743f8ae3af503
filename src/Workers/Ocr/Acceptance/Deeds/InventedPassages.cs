namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>Words in a row of the text that stand nowhere on the page.</summary>
/// <param name="First">Among the words of the text.</param>
/// <param name="Last">Among the words of the text.</param>
/// <param name="Line">The line of the page after which they are told, from 0; null before the first.</param>
internal sealed record InventedPassage(int First, int Last, int? Line, string Text);

/// <summary>
/// What was returned and stands nowhere on the page. Stamps, signatures and handwriting are on a page without being among its words, so only
/// what is told where the page has no room for it counts. Pure.
/// </summary>
internal static class InventedPassages
{
    private const int LeastWords = 6;
    private const int LeastLetters = 30;

    /// <summary>So much is no stamp, wherever it is told: a page that a program wrote has nothing else that is not among its words.</summary>
    private const int ManyWords = 25;

    /// <summary>A wider gap, in heights of the writing, has room for something written by hand.</summary>
    private const double Room = 1.3;

    /// <summary>A line that ends earlier than this part of the widest has room behind it.</summary>
    private const double FullLine = 0.9;

    public static IReadOnlyList<InventedPassage> In(ComparedPage page)
    {
        var found = new List<InventedPassage>();
        var paired = page.Alignment.InPage;
        for (var first = 0; first < paired.Count; first++)
        {
            if (paired[first] is not WordAlignment.None)
            {
                continue;
            }

            var last = first;
            while (last + 1 < paired.Count && paired[last + 1] is WordAlignment.None)
            {
                last++;
            }

            if (Find(page, first, last) is { } invented)
            {
                found.Add(invented);
            }

            first = last;
        }

        return found;
    }

    private static InventedPassage? Find(ComparedPage page, int first, int last)
    {
        var words = Enumerable.Range(first, last - first + 1).Select(word => page.Words[word]).ToList();
        var text = page.Text[words[0].Begin..words[^1].End];
        var (before, after) = (first is 0 ? WordAlignment.None : page.Alignment.InPage[first - 1], last + 1 == page.Words.Count ? WordAlignment.None : page.Alignment.InPage[last + 1]);
        return words.Count >= LeastWords && words.Sum(word => word.Text.Length) >= LeastLetters && !text.Contains('[', StringComparison.Ordinal)
            && page.PageLetters.HasFewer(string.Concat(words.Select(word => word.Text)), page.TextLetters)
            && (HasNoRoom(page, before, after) || (page.IsExact && words.Count >= ManyWords))
            ? new(first, last, before is WordAlignment.None ? null : page.LineAt(before), text)
            : null;
    }

    /// <summary>The words around it follow each other on the page so closely that nothing stands between them.</summary>
    private static bool HasNoRoom(ComparedPage page, int before, int after)
    {
        if (before is WordAlignment.None || after is WordAlignment.None || after != before + 1)
        {
            return false;
        }

        var (line, next) = (page.LineAt(before), page.LineAt(after));
        var (one, other) = (page.Lines[line].Line.Flat, page.Lines[next].Line.Flat);
        if (line == next)
        {
            return page.IsExact || page.WordAt(after).Box.Left - page.WordAt(before).Box.Right < Room * one.Height;
        }

        var isClose = next == line + 1 && other.Middle > one.Middle && other.Top - one.Bottom < Room * Math.Min(one.Height, other.Height);
        return isClose && (page.IsExact || one.Right >= FullLine * page.Lines.Max(each => each.Line.Flat.Right));
    }
}
