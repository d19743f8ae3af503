using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Witnesses.Tables;

/// <summary>
/// Which lines of a table belong to one inscription. Where the page has rules between its rows, they say it; else the widest space between two
/// numbers does, and where all spaces are alike an inscription begins with the line of its number. Spaces are those of the names, which are what
/// has several lines: a stamp lies over other columns. Pure.
/// </summary>
internal static class BandEdges
{
    /// <summary>A space is the widest when it is this much wider than the usual one, and by this many points.</summary>
    private const double Wider = 1.35;
    private const double WiderBy = 1;

    /// <summary>Where boxes of letters overlap, by this part of a line's height.</summary>
    private const double WiderByHeight = 0.15;

    /// <summary>A rule between two lines keeps this part of their height from the middle of each; a stroke through a line does not.</summary>
    private const double Clear = 0.2;

    /// <summary>Rules tell inscriptions apart when at most this part of the spaces between two numbers has none of them, or several.</summary>
    private const double MostUnclear = 0.2;

    /// <summary>The table ends where the next line is farther than this many heights.</summary>
    private const double Far = 2.5;

    /// <param name="lines">The lines of the table's body, from top to bottom.</param>
    /// <param name="starts">Which of them have a number, ascending, at least one.</param>
    /// <param name="names">What each line has in the columns of names; null where it has nothing there.</param>
    /// <param name="rules">Heights of the horizontal rules in points; empty when none are known.</param>
    /// <returns>For each start the first line of its inscription and the line after its last.</returns>
    public static IReadOnlyList<(int First, int End)> Of(IReadOnlyList<TextLine> lines, IReadOnlyList<int> starts, IReadOnlyList<PageBox?> names, IReadOnlyList<double> rules)
    {
        rules = Separate(lines, starts, rules) ? rules : [];
        var firsts = new List<int> { starts[0] };
        for (var i = 1; i < starts.Count; i++)
        {
            firsts.Add(Between(lines, starts[i - 1], starts[i], names, rules));
        }

        firsts[0] = Upwards(lines, starts, firsts, rules);
        var bands = firsts.Zip(firsts.Skip(1)).ToList();
        bands.Add((firsts[^1], End(lines, starts[^1], rules)));
        return bands;
    }

    /// <summary>On ruled paper each line of writing has a rule, and a pen strikes lines out: neither tells where an inscription ends.</summary>
    private static bool Separate(IReadOnlyList<TextLine> lines, IReadOnlyList<int> starts, IReadOnlyList<double> rules)
    {
        var between = starts.Zip(starts.Skip(1))
            .Where(pair => pair.Second - pair.First > 1)
            .Select(pair => Enumerable.Range(pair.First + 1, pair.Second - pair.First).Count(line => rules.Any(rule => Divides(rule, lines[line - 1].Box, lines[line].Box))))
            .ToList();
        return between.Count(count => count is not 1) <= MostUnclear * between.Count;
    }

    /// <returns>The first line of the lower inscription.</returns>
    private static int Between(IReadOnlyList<TextLine> lines, int upper, int lower, IReadOnlyList<PageBox?> names, IReadOnlyList<double> rules)
    {
        for (var line = lower; line > upper; line--)
        {
            if (rules.Any(rule => Divides(rule, lines[line - 1].Box, lines[line].Box)))
            {
                return line;
            }
        }

        var isNamed = names[upper] is not null && names[lower] is not null;
        var written = Enumerable.Range(upper, lower - upper + 1).Select(line => (Line: line, Box: isNamed ? names[line] : lines[line].Box)).Where(line => line.Box is not null).ToList();
        var spaces = written.Zip(written.Skip(1), (one, next) => (next.Line, Space: next.Box!.Value.Top - one.Box!.Value.Bottom)).ToList();
        var widest = spaces.MaxBy(space => space.Space);
        var usual = Math.Max(Usual(spaces.Select(space => space.Space)), spaces[^1].Space);
        return IsWider(widest.Space, usual, lines[widest.Line].Box.Height) ? widest.Line : lower;
    }

    /// <summary>Where numbers stand below the first line of their inscriptions, the first one does too.</summary>
    private static int Upwards(IReadOnlyList<TextLine> lines, IReadOnlyList<int> starts, List<int> firsts, IReadOnlyList<double> rules)
    {
        var first = starts[0];
        if (starts.Count > 1 && starts.Zip(firsts).All(band => band.First == band.Second) && rules is [])
        {
            return first;
        }

        var usual = Usual(Enumerable.Range(1, lines.Count - 1).Select(line => Space(lines, line)));
        while (first > 0
            && (rules is [] ? !IsWider(Space(lines, first), usual, lines[first].Box.Height) : !rules.Any(rule => Divides(rule, lines[first - 1].Box, lines[first].Box))))
        {
            first--;
        }

        return first;
    }

    private static int End(IReadOnlyList<TextLine> lines, int start, IReadOnlyList<double> rules)
    {
        var end = start + 1;
        while (end < lines.Count
            && Space(lines, end) < Far * lines[end - 1].Box.Height
            && !rules.Any(rule => Divides(rule, lines[end - 1].Box, lines[end].Box)))
        {
            end++;
        }

        return end;
    }

    private static bool IsWider(double space, double usual, double height) =>
        space > usual + WiderBy && (usual > 0 ? space > Wider * usual : space > usual + (WiderByHeight * height));

    /// <summary>The middle one; of two the smaller. 0 for none.</summary>
    private static double Usual(IEnumerable<double> spaces) => spaces.Order().ToList() is { Count: > 0 } sorted ? sorted[(sorted.Count - 1) / 2] : 0;

    private static bool Divides(double rule, PageBox upper, PageBox lower) =>
        rule > upper.Middle + (Clear * upper.Height) && rule < lower.Middle - (Clear * lower.Height);

    /// <summary>Between this line and the one above.</summary>
    private static double Space(IReadOnlyList<TextLine> lines, int line) => lines[line].Box.Top - lines[line - 1].Box.Bottom;
}
