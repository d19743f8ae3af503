using Workers.Registre.Accounts;
using Workers.Registre.Browser;

namespace Workers.Registre.Site;

internal sealed class LoginPage(SiteTab tab)
{
    public const string PasswordField = "input[name='txtMotPasse']";

    private const string CodeField = "input[name='txtVaCodeUtils']";
    private const string Submit = "input[value='Soumettre'], input[value='Connexion'], [name='btnSoumt']";
    private const string Step = "login";

    /// <exception cref="RegistreFailure">Refused, closed, or not as expected.</exception>
    public async Task LogInAsync(RegistreAccount account)
    {
        await tab.DoAsync(
            async page =>
            {
                await page.Locator(CodeField).FillAsync(account.Code);
                await page.Locator(PasswordField).FillAsync(account.Password);
                return true;
            },
            Step,
            tab.Options.SelectTimeout);
        await tab.ArriveAsync(page => page.Locator(Submit).First.ClickAsync(new() { Timeout = 0 }), Step, tab.Options.PageTimeout);
        var landing = await PageSnapshot.ReadAsync(tab, Step);
        if (landing.IsClosed)
        {
            throw new RegistreFailure(RegistreFault.SiteClosed, Step, $"the registry is closed: {landing.Message ?? landing.Body}");
        }

        if (landing.HasLogin)
        {
            throw landing.Message is { } said
                ? new RegistreFailure(RegistreFault.BadCredentials, Step, said)
                : new RegistreFailure(RegistreFault.SiteUnavailable, Step, "the registry showed the login again without saying why");
        }
    }
}
