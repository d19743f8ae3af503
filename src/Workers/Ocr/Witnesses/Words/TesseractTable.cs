using System.Globalization;
using Workers.Pdf;

namespace Workers.Ocr.Witnesses.Words;

/// <summary>Tesseract's list of words (<c>tsv</c>), from the pixels of an image to points of its page. Pure.</summary>
internal static class TesseractTable
{
    private const int Fields = 12;
    private const string WordLevel = "5";

    /// <summary>What is left of a rule beside a word is read as one of these.</summary>
    private static readonly char[] RuleMarks = ['|', '¦', '!', '{', '}', '[', ']', '_', '~', '‘', '’', '\'', '—', '…', ' '];

    /// <summary>Below this it is as often a speck as a word.</summary>
    private const double LeastConfidence = 20;

    /// <param name="said">Tab-separated lines, the first of them the names of the fields.</param>
    /// <param name="width">Of the image that was read, in pixels.</param>
    /// <param name="height">Of the image that was read, in pixels.</param>
    public static Testimony<WordPage> Read(string said, PageSize size, int width, int height)
    {
        var (across, down) = (size.Width / width, size.Height / height);
        var words = said.Split('\n')
            .Select(line => line.TrimEnd('\r').Split('\t'))
            .Select(fields => Word(fields, across, down))
            .OfType<PageWord>()
            .ToList();
        return words.Count switch
        {
            0 => Testimony<WordPage>.None("Tesseract found no word on the page"),
            > WordPage.MostWords => Testimony<WordPage>.None($"Tesseract found more than {WordPage.MostWords} words on the page"),
            _ => Testimony<WordPage>.Of(new(WordSource.Tesseract, size, words)),
        };
    }

    private static PageWord? Word(string[] fields, double across, double down)
    {
        if (fields.Length != Fields || fields[0] is not WordLevel || fields[11].Trim(RuleMarks) is not { Length: > 0 } text
            || !double.TryParse(fields[10], NumberStyles.Float, CultureInfo.InvariantCulture, out var confidence) || confidence < LeastConfidence)
        {
            return null;
        }

        Span<int> place = stackalloc int[4];
        for (var i = 0; i < place.Length; i++)
        {
            if (!int.TryParse(fields[6 + i], NumberStyles.None, CultureInfo.InvariantCulture, out place[i]))
            {
                return null;
            }
        }

        var box = new PageBox(place[0] * across, place[1] * down, (place[0] + place[2]) * across, (place[1] + place[3]) * down);
        return box is { Width: > 0, Height: > 0 } ? new(text, box, (int)Math.Clamp(confidence, 0, PageWord.Certain)) : null;
    }
}
