using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;

namespace Workers.Ocr.Acceptance;

/// <summary>What all who looked at a page beside the model say of a reading of it: words where there are any, else the ink alone. Pure.</summary>
internal static class WitnessedPage
{
    /// <param name="seconds">What else was read of the page.</param>
    /// <param name="policy">What becomes of a page that nobody else could read; null: only one written by hand is held.</param>
    public static (IReadOnlyList<Doubt> Doubts, IReadOnlyList<LocatedValue> Values) Of(IndexPage page, PageTestimony said, SecondReadings seconds, UnwitnessedPolicy? policy = null)
    {
        var reconciled = Reconciliation.Of(page, said, seconds.Strips);
        var doubts = reconciled is not null ? ReconciledPage.FindDoubts(reconciled) : InkCount.FindDoubts(page, said);
        var values = reconciled is not null ? ReconciledPage.Values(reconciled) : InkCount.Values(page, said);
        var second = seconds.Pages.Select(other => ComparedReadings.Of(page, other)).MinBy(compared => compared.Doubts.Count);
        return (
            [.. doubts, .. UnwitnessedRule.Find(page, said, reconciled, second, policy ?? UnwitnessedPolicy.Accept)],
            second is null ? values : [.. values.Select(value => value.Standing is Standing.Unwitnessed && second.Agreed.Contains((value.Line, value.Field))
                ? value with { Standing = Standing.Confirmed, Confidence = Agreement.Of(Standing.Confirmed, Witness.SecondReading, value.Box is not null) }
                : value)]);
    }
}
