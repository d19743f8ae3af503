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
internal sealed record HeardPage(GoldDocument Document, GoldPage Truth, bool HasInk, PageTestimony Said, DeedTestimony? Deed = null)
{
    public Template Template => Truth.Template;

    public Medium Medium => Document.Combination.Medium;

    /// <summary>Every second document's answers leave out the "No" before a number.</summary>
    public bool HasMarks => Document.Seed % 2 is 0;

    /// <summary>A page of print or of a typewriter that lay straight, upright, and is neither faded nor dirty.</summary>
    public bool IsClean => Document.Combination is
    {
        Hand: Hand.Printed or Hand.Typewriter or Hand.LinePrinter,
        Skew: Skew.Straight or Skew.Slight,
        Turn: Turn.Upright or Turn.KeptSideways,
        Ink: Ink.Fresh,
        Dirt: Dirt.Clean,
    } || Document.Combination is
    {
        Medium: Medium.BornDigital,
        Hand: Hand.Printed or Hand.Typewriter or Hand.LinePrinter,
        Skew: Skew.Straight or Skew.Slight,
        Turn: Turn.Upright or Turn.KeptSideways,
    };

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
