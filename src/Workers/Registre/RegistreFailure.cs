using Workers.Office;
using Workers.Registre.Consultations;

namespace Workers.Registre;

/// <summary>What stood in the way, as far as it changes what happens next.</summary>
internal enum RegistreFault
{
    /// <summary>The site did not answer in time, or answered with an error of its own.</summary>
    SiteUnavailable,

    /// <summary>The site says that it is closed, or does not open at all: nothing is wrong with the document.</summary>
    SiteClosed,

    /// <summary>The request never left: nobody can have acted on it.</summary>
    NotSent,

    /// <summary>A page does not look as expected.</summary>
    SiteChanged,

    /// <summary>The site asked to log in again.</summary>
    SessionExpired,

    /// <summary>The site refused the code or password.</summary>
    BadCredentials,

    /// <summary>The account may not consult more today.</summary>
    DailyCap,

    /// <summary>No account is free.</summary>
    NoAccount,

    /// <summary>The account logged in too lately to do so again: another one, or later.</summary>
    LoginTooSoon,

    /// <summary>The account that paid is not configured any more.</summary>
    AccountUnknown,

    /// <summary>The server has no room for a browser beside its workers.</summary>
    NoRoom,

    /// <summary>Chromium or its driver ended.</summary>
    BrowserLost,

    /// <summary>Too little is left of the job's lease, or it is gone: nothing may be bought.</summary>
    LeaseShort,

    /// <summary>Nothing may be bought in this environment at this time.</summary>
    Parked,

    /// <summary>An operator lets nothing be bought, or not with this account.</summary>
    Paused,

    /// <summary>A consultation would cost more than a budget has left.</summary>
    OverBudget,

    /// <summary>A request that may have billed was sent so lately that its invoice may still appear.</summary>
    InvoicePending,

    /// <summary>What arrived is not a whole PDF.</summary>
    BadFile,

    /// <summary>A final answer of the registry; <see cref="RegistreFailure.Outcome"/> names it.</summary>
    Business,
}

/// <summary>A failure of this room, already translated from whatever the browser or the site said.</summary>
/// <param name="step">Where it happened, in words: "search", "viewer".</param>
internal sealed class RegistreFailure(RegistreFault fault, string step, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public RegistreFault Fault { get; } = fault;

    public string Step { get; } = step;

    /// <summary>The word for <c>outcome</c>; only for <see cref="RegistreFault.Business"/>.</summary>
    public string? Outcome { get; private init; }

    /// <summary>What the office is told of it; only for <see cref="RegistreFault.Business"/>.</summary>
    public Remark? Why { get; private init; }

    /// <summary>What could be meant instead, as the site shows it.</summary>
    public IReadOnlyList<string> Candidates { get; private init; } = [];

    /// <summary>The folder with a picture and the text of the page, once it is saved.</summary>
    public string? Evidence { get; set; }

    /// <summary>Whoever asked would have been refused: the site's own trouble, which says nothing about the document.</summary>
    public bool IsOutage { get; init; }

    /// <summary>The site showed a page that is not known in this place: the next document would meet it too.</summary>
    public bool IsUnknownPage { get; init; }

    /// <summary>The registry refused every account that would do: it is tried again as soon as one may be used.</summary>
    public bool WaitsForAccount { get; init; }

    /// <summary>Not to be tried again before.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static RegistreFailure OverBudget(BudgetMet met) =>
        new(RegistreFault.OverBudget, "submit", met.Describe()) { RetryAfter = met.OpensInSeconds is { } left ? TimeSpan.FromSeconds(left) : null };

    public static RegistreFailure Business(string outcome, string step, Remark why, IReadOnlyList<string>? candidates = null) =>
        new(RegistreFault.Business, step, why.Text) { Outcome = outcome, Why = why, Candidates = candidates ?? [] };
}
