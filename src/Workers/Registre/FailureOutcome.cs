using System.Text.Json.Nodes;
using Workers.Jobs.Outcomes;

namespace Workers.Registre;

/// <summary>What a failure of this room means for the document.</summary>
internal static class FailureOutcome
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    /// <summary>How soon a document asks again for a budget that does not open by itself, and may have been raised.</summary>
    private static readonly TimeSpan BudgetAsked = TimeSpan.FromMinutes(10);

    /// <param name="requested">What was asked for, kept beside the candidates in the history.</param>
    /// <param name="whileClosed">How long a document waits for a site that says that it is closed.</param>
    public static JobOutcome Of(RegistreFailure failure, JsonObject requested, TimeSpan whileClosed) => failure.Fault switch
    {
        RegistreFault.Business => new JobOutcome.Failed(
            failure.Outcome is OutcomeCodes.PurchaseUncertain or OutcomeCodes.WrongDocument ? FailureKind.Permanent : FailureKind.Business,
            failure.Message,
            failure.Outcome,
            Details: Details(failure, requested)) { Why = failure.Why },
        RegistreFault.SiteClosed => new JobOutcome.HandedBack(HandBackReason.Outage, failure.Message, failure.RetryAfter ?? whileClosed, Of: OutageOf.Site),
        RegistreFault.NoAccount or RegistreFault.LoginTooSoon or RegistreFault.DailyCap =>
            new JobOutcome.HandedBack(HandBackReason.Occupied, failure.Message, failure.RetryAfter ?? Soon, ForAccount: failure.WaitsForAccount),
        RegistreFault.OverBudget => new JobOutcome.HandedBack(HandBackReason.OverBudget, failure.Message, failure.RetryAfter ?? BudgetAsked),
        RegistreFault.NoRoom or RegistreFault.Paused => new JobOutcome.HandedBack(HandBackReason.Occupied, failure.Message, failure.RetryAfter ?? Soon),
        _ when failure.IsOutage => new JobOutcome.HandedBack(HandBackReason.Outage, failure.Message, failure.RetryAfter ?? Soon, Of: AwayIn(failure.Fault)),
        RegistreFault.BrowserLost or RegistreFault.LeaseShort or RegistreFault.InvoicePending =>
            new JobOutcome.HandedBack(HandBackReason.ResourceLost, failure.Message, failure.RetryAfter ?? Soon),
        _ => new JobOutcome.Failed(FailureKind.Transient, failure.Message, RetryAfter: failure.RetryAfter, Details: Details(failure, requested)),
    };

    /// <summary>Whether looking for a paid document is over: when the last attempt failed at the site, or can never succeed.</summary>
    public static bool EndsRecovery(RegistreFailure failure, bool lastAttempt) => failure.Fault switch
    {
        RegistreFault.AccountUnknown => true,
        RegistreFault.SiteUnavailable or RegistreFault.SiteChanged or RegistreFault.SessionExpired or RegistreFault.BadFile => lastAttempt && !failure.IsOutage,
        _ => false,
    };

    private static OutageOf AwayIn(RegistreFault fault) => fault switch
    {
        RegistreFault.BrowserLost => OutageOf.Browser,
        // What is parked is told by its own cause.
        RegistreFault.Parked => OutageOf.Other,
        _ => OutageOf.Site,
    };

    private static JsonObject Details(RegistreFailure failure, JsonObject requested) => new()
    {
        ["step"] = failure.Step,
        ["requested"] = requested,
        ["candidates"] = failure.Candidates.Count == 0 ? null : new JsonArray([.. failure.Candidates.Select(candidate => JsonValue.Create(candidate))]),
        ["evidence"] = failure.Evidence,
    };
}
