namespace Simulators.OtherRegistre;

/// <summary>A customer's code (format 99X9999) with what the site knows about it.</summary>
/// <param name="DailyLimit">Consultations a day before the site refuses more; null for no limit.</param>
/// <param name="Trouble">What stands between a right password and the welcome page.</param>
internal sealed record OtherAccount(string Code, string Password, int? DailyLimit = null, AccountTrouble Trouble = AccountTrouble.None);

internal enum AccountTrouble { None, Locked, PasswordExpired, IdentityQuestion, CardRefused }

/// <summary>One consultation that the site charges for.</summary>
/// <param name="Price">In Canadian dollars.</param>
/// <param name="How">The step that billed it.</param>
/// <param name="Invoice">Its number in Historique des factures.</param>
internal sealed record BilledConsultation(DateTimeOffset When, string Account, OtherDocument Document, decimal Price, Billing How, string Invoice);

/// <summary>A copy that was ordered by a Commander button: paper or certified copies, dearer than a consultation.</summary>
internal sealed record OrderedCopy(DateTimeOffset When, string Account, string What, decimal Price);

/// <summary>One answer of the login form.</summary>
/// <param name="SessionsEnded">How many live sessions of the account it ended.</param>
internal sealed record OtherLogin(DateTimeOffset When, string Account, bool Accepted, int SessionsEnded);

/// <summary>One request that reached the site; status 0 when the connection was closed without an answer.</summary>
internal sealed record OtherRequest(DateTimeOffset When, string Method, string Path, OtherStep Step, int Status);

/// <summary>The kinds of request that a fault may be armed for.</summary>
internal enum OtherStep { Other, Entrance, LoginPage, LoginPost, Welcome, SearchPage, Reload, Submit, Choose, ConfirmPage, Confirm, Redirect, Viewer, MenuFrame, PageFrame, Pdf, History, HistoryConsult, Invoice }

/// <summary>What may go wrong with one request.</summary>
internal enum OtherFault
{
    /// <summary>The connection closes and the request was not acted upon.</summary>
    CloseBefore,

    /// <summary>The request was acted upon (and billed where that is due), then the connection closes without an answer.</summary>
    CloseAfter,

    /// <summary>Half of the body arrives, then the connection closes.</summary>
    CutBody,

    /// <summary>Half of the body arrives and counts as all of it.</summary>
    ShortBody,
    Status500,
    Status500After,
    Status503,

    /// <summary>A page of HTML in the place of the document, under its name and type.</summary>
    HtmlAsPdf,
    EmptyBody,
    GarbageAfterEof,
    HtmlAfterEof,

    /// <summary>204: nothing is shown and no download starts.</summary>
    NoContent,

    /// <summary>Acted upon, and no answer until the client gives up.</summary>
    Never,

    /// <summary>The session ends before the request is acted upon.</summary>
    Logout,

    /// <summary>The closure page in place of the answer, this once.</summary>
    Closed,

    /// <summary>The answer comes late, by the delay that was given.</summary>
    Slow,
}
