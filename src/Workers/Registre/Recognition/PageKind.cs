namespace Workers.Registre.Recognition;

/// <summary>Which page of the site it is.</summary>
internal enum PageKind
{
    /// <summary>None that is known: nothing on it is pressed.</summary>
    Unknown,

    /// <summary>The front page, whose link or picture leads to the login.</summary>
    Entrance,

    Login,

    /// <summary>Another session of the account is open.</summary>
    SessionOpen,

    /// <summary>The password must be changed by a person.</summary>
    PasswordExpired,

    /// <summary>A question about the client's identity.</summary>
    IdentityQuestion,

    /// <summary>A notice between the login and the site.</summary>
    Notice,

    /// <summary>Logged in, nothing asked yet.</summary>
    Welcome,

    /// <summary>A search form, with or without a message.</summary>
    Search,

    /// <summary>Rows to choose one from: acts with similar numbers, or plans.</summary>
    List,

    /// <summary>A document will be billed as soon as <i>Confirmer</i> is pressed.</summary>
    Confirmation,

    /// <summary>The site is still working, and shows its answer by itself.</summary>
    Preparing,

    /// <summary>A bought document, or the frames in which it will show.</summary>
    Viewer,

    /// <summary>The account's invoices.</summary>
    Invoices,

    /// <summary>The session ended.</summary>
    Expired,

    /// <summary>The site is closed for a while.</summary>
    Closed,

    /// <summary>Nothing but something said about what was asked.</summary>
    Message,
}

/// <summary>A look at the site, and what it is taken for.</summary>
/// <param name="Message">What the site says about what was asked; null where it says nothing.</param>
/// <param name="Answer">What that means.</param>
/// <param name="Frame">The frame that decides; the page itself where none does.</param>
internal sealed record RecognisedPage(PageKind Kind, string? Message, SiteAnswer Answer, int Frame, PageSight Sight)
{
    /// <summary>Somebody who is logged in stands here.</summary>
    public bool IsInside => Kind is PageKind.Welcome or PageKind.Search or PageKind.List or PageKind.Confirmation or PageKind.Viewer or PageKind.Invoices;

    /// <summary>The site does not take the visitor for a client: the login, the entrance, the end of a session.</summary>
    public bool IsOutside => Kind is PageKind.Login or PageKind.Expired or PageKind.Entrance or PageKind.SessionOpen;

    /// <summary>What it says, else how it begins.</summary>
    public string Words => Message ?? (Sight.Beginning is { Length: > 0 } beginning ? beginning : "an empty page");
}
