using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance;

/// <summary>A page written by hand is for a person, unless a witness or a second reading says the same as the first. Pure.</summary>
internal static class HandwritingRule
{
    /// <summary>Of a page with so many marks Tesseract reads less than this part when it is written by hand.</summary>
    private const double LeastRead = 0.35;
    private const int ManyMarks = 40;

    /// <param name="reconciled">Null where no words of the page say what its lines are.</param>
    /// <param name="others">What other readings of the whole page gave.</param>
    public static Doubt? Find(IndexPage page, PageTestimony said, Reconciled? reconciled, IReadOnlyList<IndexPage> others)
    {
        var reason = page.Template is PageTemplate.Manuscrit ? "written by hand and read by the model alone"
            : reconciled is null && LooksWritten(said) ? "Tesseract reads hardly any of its writing, as on a page written by hand or lying on its side, and the model alone read it"
            : null;
        return reason is null || page.Inscriptions is [] || IsConfirmed(reconciled) || others.Any(other => SaysTheSame(page, other))
            ? null
            : new($"{reason}: a person compares it with the page", AgainMayHelp: false);
    }

    private static bool LooksWritten(PageTestimony said) => said is { Words.Said: { Source: WordSource.Tesseract } words, Ink.Said: { Words.Count: >= ManyMarks } ink }
        && Coverage.Of(words, ink) < LeastRead;

    private static bool IsConfirmed(Reconciled? reconciled) =>
        reconciled is not null && reconciled.Lines.All(line => line.Findings is [{ Standing: Standing.Confirmed }, ..]);

    private static bool SaysTheSame(IndexPage one, IndexPage other) => one.Inscriptions.Count == other.Inscriptions.Count
        && one.Inscriptions.Zip(other.Inscriptions).All(pair => IndexField.All.All(field => SameValue.Of(field, field.Read(pair.First), field.Read(pair.Second))));
}
