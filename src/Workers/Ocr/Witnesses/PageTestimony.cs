using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;
using Workers.Office;

namespace Workers.Ocr.Witnesses;

/// <summary>All that was seen of one page without the model. Each part may be silent, and says why.</summary>
/// <param name="Words">Of the PDF's own text, or as Tesseract read them.</param>
/// <param name="Ink">Rules and marks, without any letter.</param>
internal sealed record PageTestimony(Testimony<WordPage> Words, Testimony<InkMarks> Ink)
{
    /// <summary>The inscriptions by their words; null when there are no words, or no table of an index among them.</summary>
    public IndexTable? Table { get; } = Words.Said is { } words ? TableOf(words, Ink.Said) : null;

    /// <summary>The rows by their ink; null when there is no ruled table.</summary>
    public InkTable? InkTable { get; } = Ink.Said is { } ink ? InkTableFinder.Find(ink) : null;

    /// <summary>The table that words show with the rules of the page's ink.</summary>
    public static IndexTable? TableOf(WordPage words, InkMarks? ink) =>
        IndexTableReader.Read(words, [.. ink?.Across.Select(rule => rule.At) ?? []], [.. ink?.Down.Select(rule => rule.At) ?? []]);

    public static PageTestimony Nobody(Remark why) => new(Testimony<WordPage>.None(why), Testimony<InkMarks>.None(why));
}
