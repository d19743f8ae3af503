using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Words;
using Workers.Office;

namespace Workers.Ocr.Witnesses;

/// <summary>What was seen of one page of a deed without the model. Each part may be silent, and says why.</summary>
/// <param name="Words">Of the PDF's own text, or as Tesseract read them.</param>
/// <param name="Ink">Marks without any letter; looked for only where the page's own text is not all of it.</param>
/// <param name="IsPicture">The page is a picture of paper: what its text says was read by somebody, who may have slipped.</param>
internal sealed record DeedTestimony(Testimony<WordPage> Words, Testimony<InkMarks> Ink, bool IsPicture)
{
    /// <summary>The lines of the words in reading order; none without words.</summary>
    public IReadOnlyList<WrittenLine> Lines { get; } = Words.Said is { } words ? ReadingOrder.Of(words) : [];

    /// <summary>The words are those that a program wrote into the file, not those that somebody read from a picture.</summary>
    public bool IsExact => Words.Said is { Source: WordSource.TextLayer } && !IsPicture;

    /// <summary>A place of the page set upright, on the page as a viewer shows it.</summary>
    public PageBox AsShown(PageBox box) => Words.Said?.AsShown(box) ?? Ink.Said?.AsShown(box) ?? box;

    public static DeedTestimony Nobody(Remark why) => new(Testimony<WordPage>.None(why), Testimony<InkMarks>.None(why), IsPicture: false);
}
