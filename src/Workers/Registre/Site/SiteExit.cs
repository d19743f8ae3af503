using Workers.Registre.Browser;
using Workers.Registre.Recognition;

namespace Workers.Registre.Site;

/// <summary>The site's own link that ends a session.</summary>
internal sealed class SiteExit(SiteTab tab)
{
    private const string Step = "logout";

    /// <returns>Whether there was one to press.</returns>
    /// <exception cref="RegistreFailure">It was not answered.</exception>
    public async Task<bool> LeaveAsync()
    {
        if (Recogniser.Find((await tab.LookAsync(Step)).Controls, SiteFacts.LogoutWords) is not { } end)
        {
            return false;
        }

        await tab.PressAsync(end, Step, tab.Options.PageTimeout);
        return true;
    }
}
