namespace Workers.Ocr.Acceptance;

/// <summary>A stretch in which every symbol is the one a period before it.</summary>
/// <param name="Period">The shortest that it has.</param>
internal readonly record struct Run(int Start, int Period, int Length)
{
    /// <summary>How often the unit stands there whole.</summary>
    public int Rounds => Length / Period;
}

/// <summary>
/// Finds every stretch of a sequence that repeats a unit, wherever it is and whatever the unit's length, in n log n steps: the sequence
/// is halved, what crosses the middle is found from the longest matches around it (Main and Lorentz), and so is what lies in each half. Pure.
/// </summary>
internal static class Runs
{
    private const int Gap = -1;

    /// <summary>Up to here each period is simply tried.</summary>
    private const int Few = 64;

    /// <param name="symbols">Equal numbers for what is equal, none below 0.</param>
    /// <param name="rounds">At least 2.</param>
    /// <returns>All that go on for so many rounds, in no certain order; a part of one may be told beside the whole.</returns>
    public static IEnumerable<Run> In(int[] symbols, int rounds)
    {
        var parts = new Stack<(int From, int To)>([(0, symbols.Length)]);
        while (parts.TryPop(out var part))
        {
            var length = part.To - part.From;
            var half = length / 2;
            var piece = symbols.AsSpan(part.From, length);
            foreach (var run in length <= Few ? Within(piece, rounds) : Across(piece, half, rounds))
            {
                yield return run with { Start = run.Start + part.From };
            }

            if (length > Few)
            {
                parts.Push((part.From, part.From + half));
                parts.Push((part.From + half, part.To));
            }
        }
    }

    private static List<Run> Within(ReadOnlySpan<int> all, int rounds)
    {
        var found = new List<Run>();
        for (var period = 1; period * rounds <= all.Length; period++)
        {
            var start = 0;
            for (var i = period; i <= all.Length; i++)
            {
                if (i == all.Length || all[i] != all[i - period])
                {
                    Add(found, new(start, period, i - start), rounds);
                    start = i - period + 1;
                }
            }
        }

        return found;
    }

    /// <summary>Those that hold symbols of both sides of the middle.</summary>
    private static List<Run> Across(ReadOnlySpan<int> all, int middle, int rounds)
    {
        int[] left = [.. all[..middle]], right = [.. all[middle..]], leftBack = [.. left], rightBack = [.. right];
        Array.Reverse(leftBack);
        Array.Reverse(rightBack);

        // How far what begins at the middle equals what begins a period later, and what ends there what ends a period later.
        var (later, laterEnds) = (Matches(right), Matches([.. leftBack, Gap, .. rightBack, .. leftBack]));
        // The same for a period earlier.
        var (earlier, earlierEnds) = (Matches([.. right, Gap, .. left, .. right]), Matches(leftBack));

        var found = new List<Run>();
        for (var period = 1; period * rounds <= all.Length; period++)
        {
            if (period < right.Length)
            {
                var start = middle - laterEnds[left.Length + 1 + right.Length - period];
                Add(found, new(start, period, middle + period + later[period] - start), rounds);
            }

            if (period < left.Length)
            {
                var start = middle - period - earlierEnds[period];
                Add(found, new(start, period, middle + earlier[right.Length + 1 + left.Length - period] - start), rounds);
            }
        }

        return found;
    }

    /// <summary>Periods are tried from the shortest on: a stretch that is known has a shorter one.</summary>
    private static void Add(List<Run> found, Run run, int rounds)
    {
        if (run.Rounds >= rounds && !found.Exists(known => known.Start <= run.Start && known.Start + known.Length >= run.Start + run.Length))
        {
            found.Add(run);
        }
    }

    /// <summary>For each place, how many symbols from there on equal the beginning (the Z function).</summary>
    private static int[] Matches(int[] symbols)
    {
        var matches = new int[symbols.Length];
        for (int i = 1, from = 0, to = 0; i < symbols.Length; i++)
        {
            var length = i < to ? Math.Min(to - i, matches[i - from]) : 0;
            while (i + length < symbols.Length && symbols[length] == symbols[i + length])
            {
                length++;
            }

            matches[i] = length;
            if (i + length > to)
            {
                (from, to) = (i, i + length);
            }
        }

        return matches;
    }
}
