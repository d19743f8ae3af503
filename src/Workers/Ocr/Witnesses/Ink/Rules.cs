namespace Workers.Ocr.Witnesses.Ink;

/// <summary>Whole rules from the pieces that a scan makes of them. Pure.</summary>
internal static class Rules
{
    /// <summary>Pieces of one rule lie this near to one straight line, in points.</summary>
    private const double SameLine = 3;

    /// <summary>And leave no larger gap, in points.</summary>
    private const double LargestGap = 72;

    /// <summary>A rule of a table is at least this part of the page's side.</summary>
    private const double LeastPart = 0.1;

    /// <param name="pieces">In any order.</param>
    /// <param name="side">Length of the page's side that they run along.</param>
    /// <returns>By where they lie.</returns>
    public static IReadOnlyList<Rule> Join(IEnumerable<Rule> pieces, double side)
    {
        var joined = new List<Rule>();
        foreach (var line in InOneLine(pieces.OrderBy(piece => piece.At)))
        {
            var inLine = line.OrderBy(piece => piece.From).ToList();
            var rule = inLine[0];
            foreach (var piece in inLine.Skip(1))
            {
                if (piece.From - rule.To > LargestGap)
                {
                    joined.Add(rule);
                    rule = piece;
                }
                else
                {
                    rule = new(((rule.At * rule.Length) + (piece.At * piece.Length)) / (rule.Length + piece.Length), rule.From, Math.Max(rule.To, piece.To));
                }
            }

            joined.Add(rule);
        }

        return [.. joined.Where(rule => rule.Length >= LeastPart * side).OrderBy(rule => rule.At)];
    }

    private static IEnumerable<List<Rule>> InOneLine(IEnumerable<Rule> ordered)
    {
        var line = new List<Rule>();
        foreach (var piece in ordered)
        {
            if (line is not [] && piece.At - line[0].At > SameLine)
            {
                yield return line;
                line = [];
            }

            line.Add(piece);
        }

        if (line is not [])
        {
            yield return line;
        }
    }
}
