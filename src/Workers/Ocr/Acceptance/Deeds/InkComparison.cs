using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Words;
using Workers.Office;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>
/// Where nobody read the words, the ink still tells how many lines of writing a page has. Only far fewer lines, and far fewer letters than
/// such lines hold, are a doubt. Pure.
/// </summary>
internal static class InkComparison
{
    private const int FewestLines = 10;

    /// <summary>A line of writing is at least this part of the page's width; a stamp, a signature or a note is not.</summary>
    private const double LineWidth = 0.4;
    private const double LowestLine = 5;

    /// <summary>Fewer lines than this part were returned.</summary>
    private const double FarFewer = 0.6;

    /// <summary>Large handwriting has at least so many letters on an inch of its line.</summary>
    private const double LettersPerPoint = 4.5 / 72;

    /// <summary>Words are wider than high; of a page on its side they are not, and its lines cannot be counted.</summary>
    private const double Wide = 1.2;

    /// <summary>Lines of writing stand below each other; what reaches into each other is none.</summary>
    private const double MostOverlap = 1.2;

    /// <summary>What is a line of the text, not the heading of a stamp.</summary>
    private const int ShortestLine = 15;

    private static bool IsOnItsSide(InkMarks ink) => ink.Words.Select(word => word.Width / word.Height).Order().ElementAt(ink.Words.Count / 2) < Wide;

    /// <summary>How many of the lines stand below each other.</summary>
    private static int Apart(List<PageBox> lines)
    {
        var (count, bottom) = (0, double.MinValue);
        foreach (var line in lines.OrderBy(line => line.Bottom))
        {
            (count, bottom) = line.Middle > bottom ? (count + 1, line.Bottom) : (count, bottom);
        }

        return count;
    }

    /// <returns>The lines of writing of a page, from top to bottom; none where they cannot be told from each other.</returns>
    public static IReadOnlyList<PageBox> LinesOf(InkMarks ink)
    {
        var lines = ink.Lines.Where(line => line.Width >= LineWidth * ink.Size.Width && line.Height >= LowestLine).ToList();
        return lines is [] || IsOnItsSide(ink) || Apart(lines) * MostOverlap < lines.Count ? [] : lines;
    }

    public static IEnumerable<Doubt> FindDoubts(string text, DeedTestimony said)
    {
        if (said.Ink.Said is not { } ink || LinesOf(ink) is not { Count: >= FewestLines } lines)
        {
            yield break;
        }

        var returned = text.Split('\n').Count(line => line.Trim().Length >= ShortestLine);
        var letters = text.Count(char.IsLetterOrDigit);
        if (returned < FarFewer * lines.Count && letters < FarFewer * LettersPerPoint * lines.Sum(line => line.Width))
        {
            yield return Doubt.Of(
                Remark.Of("doubt.deed_ink", new() { ["lines"] = lines.Count, ["returned"] = returned }),
                told: "lines of the page were not returned",
                dispute: new(null, DeedComparison.Field, Standing.Missing, "", "", Witness.Ink, PageBox.Around(lines)));
        }
    }
}
