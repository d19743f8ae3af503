using Workers.Registre.Recognition;

namespace Workers.Registre.Site;

/// <summary>What a visitor does next on the way from the front page to where a search can begin. Pure.</summary>
internal abstract record LoginStep
{
    private const string Step = "login";

    private LoginStep()
    {
    }

    internal sealed record Press(SeenControl Control) : LoginStep;

    internal sealed record SendCredentials(SeenField Code, SeenField Password, SeenControl Button) : LoginStep;

    internal sealed record Inside : LoginStep;

    internal sealed record End(RegistreFailure Why) : LoginStep;

    /// <param name="sent">Code and password were sent on this visit. They are never sent twice: accounts get locked.</param>
    /// <param name="pressed">What was pressed before.</param>
    public static LoginStep Decide(RecognisedPage page, bool sent, SeenControl? pressed = null) => page switch
    {
        { IsInside: true } => new Inside(),
        { Kind: PageKind.Login } => AtLogin(page, sent),
        { Kind: PageKind.Entrance or PageKind.Closed } when Recogniser.FindEntrance(page.Sight.Controls) is { } entrance && !IsSame(entrance, pressed) => new Press(entrance),

        // That it will be closed is said to clients as well; where it is, each page says so.
        { Kind: PageKind.Closed } when page.Sight.Frames.Any(Recogniser.LeadsOn) => new Inside(),
        { Kind: PageKind.SessionOpen } when Recogniser.Find(page.Sight.Controls, SiteFacts.EndOtherWords) is { } end => new Press(end),
        { Kind: PageKind.Notice } when Recogniser.Find(page.Sight.Controls, SiteFacts.AcceptWords) is { } accept => new Press(accept),
        { Kind: PageKind.Expired } when Recogniser.FindEntrance(page.Sight.Controls) is { } entrance && !sent => new Press(entrance),
        _ => new End(Refused(page)),
    };

    private static LoginStep AtLogin(RecognisedPage page, bool sent)
    {
        // A visitor who has asked for nothing was not refused: what is said there is about somebody else, or about a session that is over,
        // or about another day.
        if (!sent && page.Answer is not (SiteAnswer.PasswordExpired or SiteAnswer.IdentityQuestion) && (page.Answer is not SiteAnswer.Maintenance || SiteMessage.IsAhead(page.Words)))
        {
            return Credentials(page.Sight);
        }

        return page.Message is null
            ? new End(new(RegistreFault.SiteUnavailable, Step, "the registry showed the login again without saying why"))
            : new End(Refused(page));
    }

    private static bool IsSame(SeenControl control, SeenControl? pressed) =>
        pressed is not null && control.Leads == pressed.Leads && control.Words.SequenceEqual(pressed.Words, StringComparer.Ordinal);

    private static LoginStep Credentials(PageSight sight)
    {
        var frame = sight.Frames.First(frame => frame.Fields.Any(field => field.Type is "password" || field.IsCalled(SiteFacts.Password)));
        var password = frame.Fields.First(field => field.Type is "password" || field.IsCalled(SiteFacts.Password));
        var code = frame.Fields.FirstOrDefault(field => field.IsCalled(SiteFacts.UserCode))
            ?? frame.Fields.LastOrDefault(field => field.Type is "text" && field.Number < password.Number);
        var controls = Recogniser.ControlsFor(frame, password);
        var button = controls.FirstOrDefault(control => control.IsCalled(SiteFacts.Submit))
            ?? Recogniser.Find(controls.Where(control => control.Sends), SiteFacts.LoginWords)
            ?? Recogniser.Find(controls, SiteFacts.LoginWords)
            ?? controls.FirstOrDefault(control => control.Sends);
        return code is not null && button is not null
            ? new SendCredentials(code, password, button)
            : new End(new(RegistreFault.SiteChanged, Step, $"the login form lacks its {(code is null ? "field for the code" : "button")}"));
    }

    /// <summary>Only what is said about the account itself sets it aside.</summary>
    private static RegistreFailure Refused(RecognisedPage page) => page switch
    {
        { Kind: PageKind.Closed } or { Answer: SiteAnswer.Maintenance } => new(RegistreFault.SiteClosed, Step, $"the registry is closed: {page.Words}"),
        { Kind: PageKind.SessionOpen } or { Answer: SiteAnswer.SessionOpen } => new(RegistreFault.NoAccount, Step, $"the account has another session: {page.Words}") { RetryAfter = TimeSpan.FromMinutes(5) },
        { Answer: SiteAnswer.DailyCap } => new(RegistreFault.DailyCap, Step, page.Words),
        { Kind: PageKind.PasswordExpired or PageKind.IdentityQuestion } or { Kind: PageKind.Login, Answer: not SiteAnswer.SessionExpired } =>
            new(RegistreFault.BadCredentials, Step, page.Words),
        { Kind: PageKind.Login or PageKind.Expired } => new(RegistreFault.SiteUnavailable, Step, $"the registry ended the session at the login: {page.Words}"),
        { Kind: PageKind.Entrance } => new(RegistreFault.SiteUnavailable, Step, $"the registry's entrance leads back to itself: {page.Words}"),
        _ => SitePage.Unexpected(page, Step, "the login"),
    };
}
