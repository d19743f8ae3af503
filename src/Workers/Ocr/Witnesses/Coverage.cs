using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Witnesses;

/// <summary>Whether the words of a page are all of what is written on it. A scan may carry a printed stamp, or an empty text layer. Pure.</summary>
internal static class Coverage
{
    /// <summary>With fewer of the page's marks among its words, the text is not the page.</summary>
    private const double Least = 0.6;

    /// <summary>Boxes of letters and their ink differ by about this, in points.</summary>
    private const double Rim = 2;

    public static bool IsWhole(WordPage words, InkMarks ink) => Of(words, ink) >= Least;

    /// <returns>The part of the ink's marks that stand where a word is said to stand, 0 to 1; 1 for a page without marks.</returns>
    public static double Of(WordPage words, InkMarks ink) => ink.Words is []
        ? 1
        : ink.Words.Count(mark => words.Words.Any(word => IsAt(mark, word.Box))) / (double)ink.Words.Count;

    private static bool IsAt(PageBox mark, PageBox word) =>
        mark.Centre > word.Left - Rim && mark.Centre < word.Right + Rim && mark.Middle > word.Top - Rim && mark.Middle < word.Bottom + Rim;
}
