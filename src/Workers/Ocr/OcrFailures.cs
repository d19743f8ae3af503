using Workers.Documents;
using Workers.Gemini;
using Workers.Jobs.Outcomes;
using Workers.Ocr.Pages;
using Workers.Ocr.Spending;

namespace Workers.Ocr;

/// <summary>What becomes of a document when reading it failed. Pure.</summary>
internal static class OcrFailures
{
    private static readonly TimeSpan QuotaPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan MissingPause = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan OutagePause = TimeSpan.FromSeconds(10);

    /// <returns>Null for what is no failure of this room: a fault of ours, which the caller lets through.</returns>
    public static JobOutcome? ToOutcome(Exception failure) => failure switch
    {
        PageException { Permanent: true } page => new JobOutcome.Failed(FailureKind.Permanent, page.Message, OutcomeCodes.Unreadable),
        PageException page => new JobOutcome.Failed(FailureKind.Transient, page.Message),
        PagesRefusedException refused => new JobOutcome.Failed(FailureKind.Transient, refused.Message),
        // The store may be restored or set right between two attempts; the last one ends the document.
        DocumentStoreException { Missing: true } => new JobOutcome.Failed(FailureKind.Transient, failure.Message, RetryAfter: MissingPause),
        DocumentStoreException { IsWrongAddress: true } => new JobOutcome.Failed(FailureKind.Permanent, failure.Message, OutcomeCodes.Failed),
        // Reading is parked until the budget opens; the document itself need not wait longer.
        ReadingBudgetException met => new JobOutcome.HandedBack(HandBackReason.OverBudget, met.Message, OutagePause),
        GeminiException gemini => OfGemini(gemini),
        _ => InfrastructureFailures.ToOutcome(failure),
    };

    /// <summary>The model refuses every document: this one need not wait longer than reading is parked.</summary>
    public static JobOutcome.HandedBack HandBack(string why) => new(HandBackReason.Outage, why, OutagePause, Of: OutageOf.Model);

    private static JobOutcome OfGemini(GeminiException failure) => failure switch
    {
        { Kind: GeminiFailure.NoQuota } => HandBack(failure, QuotaPause),
        { Kind: GeminiFailure.RateLimited } when failure.Quotas.Any(quota => quota.Period is QuotaPeriod.Day) => HandBack(failure, LongestPause),
        { Kind: GeminiFailure.RateLimited } => HandBack(failure, QuotaPause),
        // Reading is parked until the model answers again; the document itself need not wait longer.
        { IsOfTheProject: true } => HandBack(failure, OutagePause),
        { IsOutage: true } => HandBack(failure, OutagePause),
        { Kind: GeminiFailure.Unavailable } => new JobOutcome.Failed(FailureKind.Transient, failure.Message, RetryAfter: failure.RetryAfter),
        _ => new JobOutcome.Failed(FailureKind.Permanent, failure.Message, OutcomeCodes.Failed),
    };

    private static JobOutcome.HandedBack HandBack(GeminiException failure, TimeSpan pause) =>
        new(HandBackReason.Outage, failure.Message, Shorter(failure.RetryAfter ?? pause), Of: OutageOf.Model);

    /// <summary>While the day's quota is used up nothing is claimed: who waits longer would only miss that it is there again.</summary>
    private static TimeSpan Shorter(TimeSpan pause) => pause < LongestPause ? pause : LongestPause;
}
