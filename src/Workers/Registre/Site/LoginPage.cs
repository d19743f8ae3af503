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
        await tab.SendFormAsync(Submit, Step, tab.Options.PageTimeout);
        var shown = await PageSnapshot.ReadAsync(tab, Step);
        if (shown.IsClosed)
        {
            throw new RegistreFailure(RegistreFault.SiteClosed, Step, $"the registry is closed: {shown.Message ?? shown.Body}");
        }

        if (shown.HasLogin)
        {
            throw shown.Message is { } said
                ? new RegistreFailure(RegistreFault.BadCredentials, Step, said)
                : new RegistreFailure(RegistreFault.SiteUnavailable, Step, "the registry showed the login again without saying why");
        }
    }
}
