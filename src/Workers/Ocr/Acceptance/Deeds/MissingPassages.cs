using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>Lines in a row that stand on the page and that the text has not.</summary>
/// <param name="First">The first of them among the page's lines, from 0.</param>
/// <param name="Last">The last of them.</param>
/// <param name="After">The word of the text that stands before the gap; -1 at its beginning.</param>
/// <param name="Before">The word of the text that stands behind it; the number of its words at its end.</param>
internal sealed record MissingPassage(int First, int Last, int After, int Before, IReadOnlyList<WrittenLine> Lines)
{
    public PageBox Box { get; } = PageBox.Around(Lines.Select(line => line.Box));

    public string Text => string.Join('\n', Lines.Select(line => line.Text));
}

/// <summary>Which lines of a page were left out. Heads and feet of pages, stamps and signatures are no lines of the deed's text. Pure.</summary>
internal static class MissingPassages
{
    private const string Illegible = "[ILLISIBLE";

    /// <summary>Short lines count together from so many letters on.</summary>
    private const int Letters = 40;

    /// <summary>A short line alone is none of the text with fewer.</summary>
    private const int LettersAlone = 8;

    /// <summary>Tesseract reads handwriting as something: where the text has about as much of its own, it was not left out.</summary>
    private const double ReadOtherwise = 0.5;

    /// <summary>How much a line of the text may be higher or lower than the others.</summary>
    private const double Height = 0.35;

    public static IReadOnlyList<MissingPassage> In(ComparedPage page)
    {
        var body = BodyOf(page);
        return [.. Runs(page).Where(run => page.IsExact ? IsOfText(page, run, body) : IsSurelyOfText(page, run)).Select(run => Passage(page, run)).Where(passage => IsLeftOut(page, passage))];
    }

    /// <summary>Lines in a row that are missing; of what Tesseract read, with those beside them that it is not sure of.</summary>
    private static IEnumerable<List<int>> Runs(ComparedPage page)
    {
        var run = new List<int>();
        for (var line = 0; line <= page.Lines.Count; line++)
        {
            if (line < page.Lines.Count && (page.Lines[line].IsMissing || (!page.Lines[line].Counts && page.Lines[line].IsAbsent)))
            {
                run.Add(line);
            }
            else if (run is not [] && (line == page.Lines.Count || page.Lines[line].Counts))
            {
                if (run.Exists(missing => page.Lines[missing].IsMissing))
                {
                    yield return run;
                }

                run = [];
            }
        }
    }

    private static bool IsOfText(ComparedPage page, List<int> run, PageBox? body)
    {
        if (run.Exists(line => page.Lines[line].IsFull && page.Lines[line].Letters >= LettersAlone))
        {
            return true;
        }

        var within = run.Where(line => body is { } text && IsIn(page.Lines[line].Line.Flat, text)).ToList();
        return within.Count > 1
            ? within.Sum(line => page.Lines[line].Letters) >= Letters
            : within is [var alone] && page.Lines[alone] is { Letters: >= LettersAlone } && page.Lines[alone].End - page.Lines[alone].First > 1 && HasHeightOfText(page, alone);
    }

    private static bool IsSurelyOfText(ComparedPage page, List<int> run) =>
        run.Count > 1 && run.Exists(line => page.Lines[line].IsFull) && run.Sum(line => page.Lines[line].Letters) >= Letters;

    private static bool IsLeftOut(ComparedPage page, MissingPassage passage)
    {
        var instead = passage.Before > passage.After ? page.Between(passage.After, passage.Before) : "";
        if (instead.Contains(Illegible, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var other = Enumerable.Range(passage.After + 1, Math.Max(0, passage.Before - passage.After - 1)).Where(word => page.Alignment.InPage[word] is WordAlignment.None);
        return page.IsExact || other.Sum(word => page.Words[word].Text.Length) < ReadOtherwise * Enumerable.Range(passage.First, passage.Last - passage.First + 1).Sum(line => page.Lines[line].Letters);
    }

    private static MissingPassage Passage(ComparedPage page, List<int> run)
    {
        var (first, last) = (run[0], run[^1]);
        var before = Enumerable.Range(0, page.Lines[first].First).Select(word => page.Alignment.InText[word]).LastOrDefault(word => word is not WordAlignment.None, WordAlignment.None);
        var after = Enumerable.Range(page.Lines[last].End, page.Page.Count - page.Lines[last].End).Select(word => page.Alignment.InText[word])
            .FirstOrDefault(word => word is not WordAlignment.None && word > before, page.Words.Count);
        return new(first, last, before, after, [.. run.Select(line => page.Lines[line].Line)]);
    }

    /// <summary>Where the running text stands: around its full lines that were returned.</summary>
    private static PageBox? BodyOf(ComparedPage page)
    {
        var full = page.Lines.Where(line => line is { IsFull: true, IsMissing: false }).Select(line => line.Line.Flat).ToList();
        return full is [] ? null : PageBox.Around(full);
    }

    private static bool IsIn(PageBox line, PageBox body) =>
        line.Middle > body.Top && line.Middle < body.Bottom && line.Centre > body.Left && line.Centre < body.Right;

    private static bool HasHeightOfText(ComparedPage page, int line)
    {
        var usual = page.Lines.Select(other => other.Line.Flat.Height).Order().ElementAt(page.Lines.Count / 2);
        return Math.Abs(page.Lines[line].Line.Flat.Height - usual) <= Height * usual;
    }
}
