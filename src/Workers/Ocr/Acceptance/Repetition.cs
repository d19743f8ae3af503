namespace Workers.Ocr.Acceptance;

/// <summary>
/// Finds the loop that a model falls into when it writes the same thing over and over: anywhere in a text, of any length. What pages
/// repeat themselves is none: dotted lines and rules, marks such as [SIGNATURE], ditto marks and "idem", columns of equal amounts. Pure.
/// </summary>
internal static class Repetition
{
    private const int FewestRounds = 3;

    /// <summary>A longer word may be a loop in itself: its characters are looked at one by one.</summary>
    private const int LongestWord = 48;

    private static readonly HashSet<string> Dittos = new(["idem", "id", "do", "ditto", "dito"], StringComparer.OrdinalIgnoreCase);

    /// <returns>Null when there is none, else what repeats.</returns>
    public static string? Find(string text)
    {
        var words = Words.Of(text);
        foreach (var run in Runs.In(words.Symbols, FewestRounds))
        {
            if (words.Unit(run) is { Weight: > 0 } unit && run.Rounds >= RoundsOfText(unit.Weight, unit.HasLetters))
            {
                return $"'{Shorten(text[words.Places(run)])}' repeats {run.Rounds} times";
            }
        }

        return null;
    }

    /// <summary>The same for entries of which each should say something else, such as the parties of an inscription.</summary>
    /// <param name="fewest">How often an entry may not return in a row; two or more in turn may not for half of that.</param>
    public static string? FindInList(IReadOnlyList<string> entries, int fewest)
    {
        var symbols = Numbered(entries, StringComparer.Ordinal);
        foreach (var run in Runs.In(symbols, FewestRounds))
        {
            var unit = entries.Skip(run.Start).Take(run.Period).ToList();
            if (run.Rounds >= (run.Period is 1 ? fewest : Math.Max(FewestRounds, fewest / 2)) && unit.Exists(entry => WeightOf(entry) > 0))
            {
                return $"'{Shorten(string.Join(" / ", unit))}' repeats {run.Rounds} times";
            }
        }

        return null;
    }

    /// <summary>Equal numbers for equal values.</summary>
    public static int[] Numbered<T>(IEnumerable<T> values, IEqualityComparer<T> comparer)
        where T : notnull
    {
        var known = new Dictionary<T, int>(comparer);
        return [.. values.Select(value => known.TryGetValue(value, out var number) ? number : known[value] = known.Count)];
    }

    /// <summary>
    /// How often a unit has to stand in a row to be a loop. Forms repeat a word or a short line as often as a table has rows, a sentence
    /// a few times, a paragraph twice; numbers alone repeat in tables.
    /// </summary>
    /// <param name="weight">Letters and digits of the unit.</param>
    private static int RoundsOfText(int weight, bool hasLetters) => (hasLetters, weight) switch
    {
        (false, < 8) => 200,
        (false, _) => 60,
        (_, < 12) => 40,
        (_, < 24) => 20,
        (_, < 40) => 6,
        (_, < 150) => 5,
        (_, < 500) => 4,
        _ => FewestRounds,
    };

    /// <summary>Letters and digits of what is writing; 0 for marks, rules and ditto.</summary>
    private static int WeightOf(ReadOnlySpan<char> text)
    {
        var weight = 0;
        foreach (var word in text.SplitAny(' ', '\n', '\t', '\r'))
        {
            weight += WeightOfWord(text[word]);
        }

        return weight;
    }

    private static int WeightOfWord(ReadOnlySpan<char> word)
    {
        if (word.StartsWith('[') || Dittos.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word.Trim(".,;:°()\"«»")))
        {
            return 0;
        }

        var weight = 0;
        foreach (var character in word)
        {
            weight += char.IsLetterOrDigit(character) ? 1 : 0;
        }

        return weight;
    }

    private static bool HasLetter(ReadOnlySpan<char> word)
    {
        foreach (var character in word)
        {
            if (char.IsLetter(character))
            {
                return true;
            }
        }

        return false;
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    /// <summary>A text as a sequence of words, each with its place and what it weighs, summed up from the beginning.</summary>
    private sealed class Words
    {
        private readonly List<int> _symbols = [];
        private readonly List<(int From, int To)> _places = [];
        private readonly List<(int Weight, int Lettered)> _sums = [default];

        public int[] Symbols => [.. _symbols];

        public static Words Of(string text)
        {
            var words = new Words();
            var known = new Dictionary<string, int>(StringComparer.Ordinal);
            var seen = known.GetAlternateLookup<ReadOnlySpan<char>>();
            for (var from = 0; from < text.Length;)
            {
                if (char.IsWhiteSpace(text[from]))
                {
                    from++;
                    continue;
                }

                var to = from;
                while (to < text.Length && !char.IsWhiteSpace(text[to]))
                {
                    to++;
                }

                foreach (var (start, end) in to - from <= LongestWord ? [(from, to)] : Enumerable.Range(from, to - from).Select(at => (at, at + 1)))
                {
                    var word = text.AsSpan(start, end - start);
                    if (!seen.TryGetValue(word, out var symbol))
                    {
                        seen[word] = symbol = known.Count;
                    }

                    words.Add(symbol, (start, end), word);
                }

                from = to;
            }

            return words;
        }

        public Range Places(Run run) => _places[run.Start].From.._places[run.Start + run.Period - 1].To;

        /// <summary>What one round weighs; brackets that hold several words count with their words.</summary>
        public (int Weight, bool HasLetters) Unit(Run run)
        {
            var (from, to) = (_sums[run.Start], _sums[run.Start + run.Period]);
            return (to.Weight - from.Weight, to.Lettered > from.Lettered);
        }

        private void Add(int symbol, (int From, int To) place, ReadOnlySpan<char> word)
        {
            var weight = WeightOfWord(word);
            var lettered = weight > 0 && HasLetter(word) ? 1 : 0;
            _symbols.Add(symbol);
            _places.Add(place);
            _sums.Add((_sums[^1].Weight + weight, _sums[^1].Lettered + lettered));
        }
    }
}
