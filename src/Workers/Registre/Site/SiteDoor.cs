using Workers.Registre.Accounts;
using Workers.Registre.Browser;
using Workers.Registre.Recognition;

namespace Workers.Registre.Site;

/// <summary>The way from the front page to where a search can begin: entrance, login, and what the site puts between.</summary>
internal sealed class SiteDoor(SiteTab tab)
{
    private const string Step = "login";
    private const int MostPages = 8;

    /// <param name="turn">Waited for just before code and password are sent; what it throws leaves them unsent.</param>
    /// <returns>The path at which the site asked to log in; null when it did not ask.</returns>
    /// <exception cref="RegistreFailure">Refused, closed, or not as expected.</exception>
    public async Task<string?> EnterAsync(RegistreAccount account, Func<Task> turn)
    {
        await tab.GoToAsync("", Step);
        string? loginPath = null;
        SeenControl? pressed = null;
        for (var pages = 0; pages < MostPages; pages++)
        {
            var page = await tab.RecogniseAsync(Step, tab.Options.PageTimeout);
            switch (LoginStep.Decide(page, sent: loginPath is not null, pressed))
            {
                case LoginStep.Inside:
                    tab.Home = HomeOf(page, loginPath);
                    return loginPath;
                case LoginStep.Press press:
                    pressed = press.Control;
                    await tab.PressAsync(press.Control, Step, tab.Options.PageTimeout);
                    break;
                case LoginStep.SendCredentials credentials:
                    await turn();
                    await tab.FillAsync(credentials.Code, account.Code, Step);
                    await tab.FillAsync(credentials.Password, account.Password, Step);
                    loginPath = new Uri(tab.Content.Url).AbsolutePath;
                    await tab.PressAsync(credentials.Button, Step, tab.Options.PageTimeout);
                    break;
                case LoginStep.End end:
                    throw end.Why;
                default:
                    throw new InvalidOperationException("Unknown step.");
            }
        }

        throw new RegistreFailure(RegistreFault.SiteChanged, Step, $"the registry showed more than {MostPages} pages before its own");
    }

    /// <summary>The page, or the frame, that leads to the invoices. What answered the login itself cannot be asked for again.</summary>
    private Uri? HomeOf(RecognisedPage page, string? loginPath) =>
        (Recogniser.Find(page.Sight.Controls, SiteFacts.HistoryWords) ?? Recogniser.Find(page.Sight.Controls, SiteFacts.ClientFileWords)) is { } link
        && tab.AddressOf(link) is var address && address.AbsolutePath != loginPath
            ? address
            : null;
}
