namespace Workers.Benchmarks.Accuracy;

/// <summary>How far a text that was read is from the text that is written, in characters. Pure.</summary>
/// <param name="Edits">Characters that would have to be put in, taken out or changed.</param>
/// <param name="Characters">Of what is written.</param>
internal readonly record struct TextErrors(long Edits, long Characters)
{
    /// <summary>Line ends and spaces count as one space.</summary>
    public static TextErrors Of(string written, string read)
    {
        var (one, other) = (Plain(written), Plain(read));
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var least = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], least);
            }
        }

        return new(row[^1], one.Length);
    }

    public static TextErrors operator +(TextErrors one, TextErrors other) => new(one.Edits + other.Edits, one.Characters + other.Characters);

    private static string Plain(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
