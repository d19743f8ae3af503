namespace Workers.Ocr.Acceptance;

/// <summary>Finds the loop that a model falls into when it writes the same thing over and over. Pure.</summary>
internal static class Repetition
{
    private const int LinesInARow = 6;
    private const int ShortestLine = 8;
    private const int LongestUnit = 400;
    private const int SmallestRun = 240;
    private const int Rounds = 5;

    /// <returns>Null when there is none, else what repeats.</returns>
    public static string? Find(string text) => FindLines(text) ?? FindTail(text.TrimEnd());

    /// <summary>The same line many times in a row, blank lines between them or not.</summary>
    private static string? FindLines(string text)
    {
        var (last, count) = ("", 0);
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            count = string.Equals(line, last, StringComparison.Ordinal) ? count + 1 : 1;
            last = line;
            if (count >= LinesInARow && line.Length >= ShortestLine && IsWriting(line))
            {
                return $"the line '{Shorten(line)}' repeats";
            }
        }

        return null;
    }

    /// <summary>The end of the text is one unit, at least five times. Dotted and ruled lines are no loop: only letters and digits count.</summary>
    private static string? FindTail(string text)
    {
        for (var unit = 1; unit <= LongestUnit && unit * Rounds <= text.Length; unit++)
        {
            var run = Math.Max(unit * Rounds, SmallestRun);
            if (run > text.Length)
            {
                continue;
            }

            var tail = text.AsSpan(text.Length - run);
            if (tail[unit..].SequenceEqual(tail[..^unit]) && IsWriting(tail[^unit..]))
            {
                return $"the text ends in a loop of '{Shorten(tail[^unit..].ToString())}'";
            }
        }

        return null;
    }

    private static bool IsWriting(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (char.IsLetterOrDigit(character))
            {
                return true;
            }
        }

        return false;
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
