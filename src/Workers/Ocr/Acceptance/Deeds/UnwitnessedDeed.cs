using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Words;
using Workers.Office;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>
/// What nobody but the model has read of a deed's page: all of it, where no witness speaks or understands it, or lines of writing below each other, of which the ink is seen and no word.
/// A paragraph that is left out there would be missed by nobody. Pure.
/// </summary>
internal static class UnwitnessedDeed
{
    /// <summary>A line alone is a signature, a note, a heading.</summary>
    private const int Paragraph = 2;

    private const int Percent = 100;

    /// <param name="compared">The text beside the words of the page; null where no witness speaks of words.</param>
    public static IEnumerable<Doubt> Find(ComparedPage? compared, DeedTestimony said, UnwitnessedPolicy policy)
    {
        if (!policy.IsHeld || said.IsExact)
        {
            return [];
        }

        return compared is { IsSamePage: true } page && page.Lines.Any(line => line.Counts) ? UnreadIn(page, said).Select(lines => OfLines(lines, said)) : [OfPage(said, policy)];
    }

    /// <returns>Each run of lines of which the witness has no sure word, from top to bottom.</returns>
    private static List<List<PageBox>> UnreadIn(ComparedPage page, DeedTestimony said)
    {
        var runs = new List<List<PageBox>>();
        List<PageBox> run = [];
        foreach (var line in said.Ink.Said is { } ink ? InkComparison.LinesOf(ink) : [])
        {
            if (page.Lines.Any(read => read.Counts && read.Line.Box.SharedWidth(line) > 0 && read.Line.Box.SharedHeight(line) * 2 > Math.Min(read.Line.Box.Height, line.Height)))
            {
                run = [];
                continue;
            }

            run.Add(line);
            if (run.Count is Paragraph)
            {
                runs.Add(run);
            }
        }

        return runs;
    }

    private static Doubt OfLines(List<PageBox> lines, DeedTestimony said)
    {
        var height = said.Ink.Said!.Size.Height;
        return Unwitnessed(Remark.Of("doubt.unwitnessed_deed_lines", new() { ["count"] = lines.Count, ["from"] = At(lines[0].Top), ["to"] = At(lines[^1].Bottom) }));

        int At(double place) => (int)Math.Round(Math.Clamp(place / height, 0, 1) * Percent);
    }

    private static Doubt OfPage(DeedTestimony said, UnwitnessedPolicy policy) => Unwitnessed(Remark.Of("doubt.unwitnessed_page", new()
    {
        ["why"] = said.Words.Said is null ? Remark.Of("why.alone", new() { ["why"] = said.Words.Silence }) : Remark.Of("why.hardly_read"), ["remedy"] = policy.Remedy,
    }));

    private static Doubt Unwitnessed(Remark remark) => Doubt.Of(remark, againMayHelp: false) with { IsUnwitnessed = true };
}
