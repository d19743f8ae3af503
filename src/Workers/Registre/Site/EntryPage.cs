using Workers.Registre.Browser;

namespace Workers.Registre.Site;

/// <summary>The front page, whose picture or link leads to the login.</summary>
internal sealed class EntryPage(SiteTab tab)
{
    private const string Entrance = "a[href*='pf_14_06_01_reglr'], area[href*='pf_14_06_01_reglr'], a[href*='13_01_01'], area[href*='13_01_01']";
    private const string Step = "entry";

    public async Task<LoginPage> EnterAsync()
    {
        await tab.GoToAsync("", Step);
        if (await tab.DoAsync(page => page.Locator(Entrance).CountAsync(), Step, tab.Options.PageTimeout) == 0)
        {
            await EndIfClosedAsync();
        }

        var address = await tab.DoAsync(
            page => page.Locator(Entrance).First.EvaluateAsync<string>("link => link.href"), Step, tab.Options.SelectTimeout);
        await tab.GoToAsync(address, Step);
        await EndIfClosedAsync();
        return new(tab);
    }

    private async Task EndIfClosedAsync()
    {
        if (await PageSnapshot.ReadAsync(tab, Step) is { IsClosed: true } closed)
        {
            throw new RegistreFailure(RegistreFault.SiteClosed, Step, $"the registry is closed: {closed.Message ?? closed.Body}");
        }
    }
}
