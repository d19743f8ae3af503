using Workers.Ocr.Witnesses.Tables;

namespace Workers.Ocr.Acceptance;

/// <summary>How alike two texts are when one of them was read from an image letter by letter: words in any order, slips allowed. Pure.</summary>
internal static class Likeness
{
    private const int ShortestWithSlip = 4;
    private const int LettersPerSlip = 4;

    /// <summary>Shorter words say nothing: they stand in every band, or are what is left of another.</summary>
    private const int ShortestWord = 3;

    /// <summary>The words of a text that can be compared.</summary>
    public static IReadOnlyList<string> Words(string text) => [.. Folding.Fold(text).Where(word => word.Length >= ShortestWord)];

    /// <returns>The part of the words, by their letters, that the others hold too, 0 to 1; 1 for no words.</returns>
    public static double Share(IReadOnlyList<string> words, IReadOnlyList<string> others)
    {
        var letters = words.Sum(word => word.Length);
        var run = string.Concat(others);
        return letters is 0 ? 1 : words.Where(word => others.Any(other => IsLike(word, other)) || IsWithin(word, run)).Sum(word => word.Length) / (double)letters;
    }

    public static bool IsLike(string one, string other)
    {
        var shorter = Math.Min(one.Length, other.Length);
        var slips = shorter < ShortestWithSlip ? 0 : shorter / LettersPerSlip;
        return Math.Abs(one.Length - other.Length) <= slips && Folding.Distance(one, other, slips) <= slips;
    }

    /// <summary>Reading an image joins and divides words at times.</summary>
    private static bool IsWithin(string word, string run) => word.Length >= ShortestWithSlip && run.Contains(word, StringComparison.Ordinal);
}
