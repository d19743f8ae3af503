using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Office;
using Workers.Pdf;

namespace Workers.Ocr.Witnesses.Words;

/// <summary>
/// The words of a page as pdftotext lists them (<c>-bbox</c>). The file decides what its text layer says, so nothing is taken on trust:
/// no XML is parsed, only entries of exactly one form count, and a list that is too long, cut off or no writing is none. Pure.
/// </summary>
internal static partial class TextLayer
{
    private const int LongestWord = 200;
    private const string Begin = "<doc>";
    private const string End = "</doc>";

    /// <summary>A larger part than this of strange characters, and the letters are only numbers of glyphs.</summary>
    private const double MostStrange = 0.1;

    /// <param name="said">What pdftotext said of one page.</param>
    /// <param name="size">The page's size as a viewer shows it.</param>
    public static Testimony<WordPage> Read(string said, PageSize size)
    {
        // The title stands before the list, in the words of whoever made the file.
        var begin = said.LastIndexOf(Begin, StringComparison.Ordinal);
        if (begin < 0 || !said.AsSpan(begin).TrimEnd().Contains(End, StringComparison.Ordinal))
        {
            return Testimony<WordPage>.None(Remark.Of("why.list_cut"));
        }

        var words = new List<PageWord>();
        try
        {
            foreach (var entry in Entry().EnumerateMatches(said.AsSpan(begin)))
            {
                if (words.Count == WordPage.MostWords)
                {
                    return Testimony<WordPage>.None(Remark.Of("why.many_words", new() { ["most"] = WordPage.MostWords }));
                }

                if (Word(said.AsSpan(begin + entry.Index, entry.Length), size) is { } word)
                {
                    words.Add(word);
                }
            }
        }
        catch (RegexMatchTimeoutException)
        {
            return Testimony<WordPage>.None(Remark.Of("why.list_slow"));
        }

        return words switch
        {
            [] => Testimony<WordPage>.None(Remark.Of("why.no_text")),
            _ when StrangePart(words) > MostStrange => Testimony<WordPage>.None(Remark.Of("why.no_characters")),
            _ => Testimony<WordPage>.Of(UprightWords.Of(words, size)),
        };
    }

    /// <returns>Null for a word without a place on the page, or without characters.</returns>
    private static PageWord? Word(ReadOnlySpan<char> entry, PageSize size)
    {
        var text = entry[(entry.IndexOf('>') + 1)..entry.LastIndexOf('<')];
        Span<double> numbers = stackalloc double[4];
        var rest = entry;
        for (var i = 0; i < numbers.Length; i++)
        {
            rest = rest[(rest.IndexOf('"') + 1)..];
            var length = rest.IndexOf('"');
            if (!double.TryParse(rest[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return null;
            }

            rest = rest[(length + 1)..];
        }

        var box = new PageBox(numbers[0], numbers[1], numbers[2], numbers[3]);
        var lies = box is { Width: > 0, Height: > 0 } && box.Right > 0 && box.Bottom > 0 && box.Left < size.Width && box.Top < size.Height;
        var readable = string.Concat(WebUtility.HtmlDecode(text[..Math.Min(text.Length, LongestWord)].ToString()).Where(IsWriting)).Normalize();
        return lies && readable.Length > 0 ? new(readable, box) : null;
    }

    private static bool IsWriting(char character) => character < '\uFFFE' && !char.IsWhiteSpace(character) && !char.IsControl(character)
        && !char.IsSurrogate(character) && CharUnicodeInfo.GetUnicodeCategory(character) is not UnicodeCategory.Format;

    private static double StrangePart(List<PageWord> words)
    {
        var all = words.Sum(word => word.Text.Length);
        return (double)words.Sum(word => word.Text.Count(IsStrange)) / all;
    }

    private static bool IsStrange(char character) => character is '\uFFFD'
        || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    [GeneratedRegex("<word xMin=\"[-0-9.]{1,20}\" yMin=\"[-0-9.]{1,20}\" xMax=\"[-0-9.]{1,20}\" yMax=\"[-0-9.]{1,20}\">[^<]*</word>", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Entry();
}
