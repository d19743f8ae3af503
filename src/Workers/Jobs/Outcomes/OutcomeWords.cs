using Workers.Hosting.Telemetry;

namespace Workers.Jobs.Outcomes;

/// <summary>An outcome as labels: words of two short lists, whatever a row or a message holds. Pure.</summary>
internal static class OutcomeWords
{
    private static readonly HashSet<string> Codes = new(StringComparer.Ordinal)
    {
        OutcomeCodes.NotFound, OutcomeCodes.PaperOnly, OutcomeCodes.Ambiguous, OutcomeCodes.WrongDocument, OutcomeCodes.AttemptsExhausted,
        OutcomeCodes.PurchaseUncertain, OutcomeCodes.Cancelled, OutcomeCodes.InvalidRequest, OutcomeCodes.Unreadable, OutcomeCodes.Failed,
    };

    /// <param name="outcome">Null: the lease was lost, and nothing was written.</param>
    public static (string Outcome, string Reason) Of(JobOutcome? outcome) => outcome switch
    {
        JobOutcome.Stored => ("stored", ""),
        JobOutcome.Read read => ("read", read.Result.ReviewReason is null ? "" : "needs_review"),
        JobOutcome.Failed failed => ("failed", failed.Outcome is { } code && Codes.Contains(code) ? code : Labels.Word(failed.Kind)),
        JobOutcome.HandedBack back => ("handed_back", Labels.Word(back.Reason)),
        _ => ("lost", ""),
    };
}
