using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;

namespace Workers.Ocr.Acceptance;

/// <summary>What all who looked at a page beside the model say of a reading of it: words where there are any, else the ink alone. Pure.</summary>
internal static class WitnessedPage
{
    /// <param name="seconds">What else was read of the page.</param>
    public static (IReadOnlyList<Doubt> Doubts, IReadOnlyList<LocatedValue> Values) Of(IndexPage page, PageTestimony said, SecondReadings seconds)
    {
        var reconciled = Reconciliation.Of(page, said, seconds.Strips);
        var doubts = reconciled is not null ? ReconciledPage.FindDoubts(reconciled) : InkCount.FindDoubts(page, said);
        var values = reconciled is not null ? ReconciledPage.Values(reconciled) : InkCount.Values(page, said);
        return HandwritingRule.Find(page, said, reconciled, seconds.Pages) is { } written ? ([.. doubts, written], values) : ([.. doubts], values);
    }
}
