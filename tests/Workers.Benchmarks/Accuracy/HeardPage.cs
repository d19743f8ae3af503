using Simulators.Gold;
using Simulators.Gold.Truths;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Benchmarks.Accuracy;

/// <summary>A gold page with what the witnesses say of it.</summary>
/// <param name="Truth">The page's own.</param>
/// <param name="HasInk">As the preparation of the page found.</param>
/// <param name="Said">With every witness asked.</param>
/// <param name="Deed">What the witnesses of a deed say; null for a page of an index.</param>
/// <param name="Took">Of the processors, from the PDF to what the witnesses say; the preparation of the page is among it.</param>
internal sealed record HeardPage(GoldDocument Document, GoldPage Truth, bool HasInk, PageTestimony Said, DeedTestimony? Deed = null, TimeSpan? Took = null)
{
    public Template Template => Truth.Template;

    public Medium Medium => Document.Combination.Medium;

    /// <summary>Every second document's answers leave out the "No" before a number.</summary>
    public bool HasMarks => Document.Seed % 2 is 0;

    /// <summary>No entry of it is struck out, and no stamp lies over one.</summary>
    public bool IsUntouched => !Truth.Lines.Any(line => line.Struck) && !Truth.Stamps.Any(stamp => stamp.OverLines);

    public Look Look => Looks.Of(Document.Combination);

    /// <summary>The same page heard with <c>OCR_WITNESSES=text</c>.</summary>
    public HeardPage WithoutTesseract()
    {
        var silent = Testimony<WordPage>.None("the page has no text of its own");
        return this with
        {
            Said = Said.Words.Said is { Source: WordSource.Tesseract } ? new(silent, Said.Ink) : Said,
            Deed = Deed?.Words.Said is { Source: WordSource.Tesseract } ? Deed with { Words = silent } : Deed,
        };
    }

    public override string ToString() => $"{Template} {Medium} page {Truth.Number} of {Document}";
}
