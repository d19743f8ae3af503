using System.Globalization;
using Workers.Office;
using Workers.Pdf;

namespace Workers.Ocr.Witnesses.Words;

/// <summary>Tesseract's list of words (<c>tsv</c>), from the pixels of an image to points of its page. Pure.</summary>
internal static class TesseractTable
{
    private const int Fields = 12;
    private const string WordLevel = "5";

    /// <summary>What is left of a rule beside a word is read as one of these.</summary>
    private static readonly char[] RuleMarks = ['|', '¦', '!', '{', '}', '[', ']', '_', '~', '‘', '’', '\'', '—', '…', ' '];

    /// <summary>The first day of a month, of which a picture shows the digit as a letter; no word is written so.</summary>
    private const string First = "1er";

    /// <summary>Below this it is as often a speck as a word.</summary>
    private const double LeastConfidence = 20;

    /// <param name="said">Tab-separated lines, the first of them the names of the fields.</param>
    /// <param name="width">Of the image that was read, in pixels.</param>
    /// <param name="height">Of the image that was read, in pixels.</param>
    public static Testimony<WordPage> Read(string said, PageSize size, int width, int height) => Read(said, size, [new(0, size, width, height)]);

    /// <param name="said">Tab-separated lines, the first of them the names of the fields.</param>
    /// <param name="parts">The pictures that were read, in the order that they were given in.</param>
    public static Testimony<WordPage> Read(string said, PageSize size, IReadOnlyList<PicturePart> parts)
    {
        var words = said.Split('\n')
            .Select(line => line.TrimEnd('\r').Split('\t'))
            .Select(fields => Word(fields, parts))
            .OfType<PageWord>()
            .ToList();
        return words.Count switch
        {
            0 => Testimony<WordPage>.None(Remark.Of("why.tesseract_none")),
            > WordPage.MostWords => Testimony<WordPage>.None(Remark.Of("why.tesseract_many", new() { ["most"] = WordPage.MostWords })),
            _ => Testimony<WordPage>.Of(new(WordSource.Tesseract, size, words)),
        };
    }

    private static PageWord? Word(string[] fields, IReadOnlyList<PicturePart> parts)
    {
        if (fields.Length != Fields || fields[0] is not WordLevel || !int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || number > parts.Count
            || fields[11].Trim(RuleMarks) is not { Length: > 0 } text
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

        text = text is "ler" or "Ier" ? First : text;
        var part = parts[number - 1];
        var (across, down) = (part.Size.Width / part.Width, part.Size.Height / part.Height);
        var box = new PageBox(part.Left + (place[0] * across), part.Top + (place[1] * down), part.Left + ((place[0] + place[2]) * across), part.Top + ((place[1] + place[3]) * down));
        return box is { Width: > 0, Height: > 0 } ? new(text, box, (int)Math.Clamp(confidence, 0, PageWord.Certain)) : null;
    }
}
