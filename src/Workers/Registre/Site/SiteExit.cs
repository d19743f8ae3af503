using Workers.Registre.Browser;
using Workers.Registre.Recognition;

namespace Workers.Registre.Site;

/// <summary>The site's own link that ends a session.</summary>
internal sealed class SiteExit(SiteTab tab)
{
    private const string Step = "logout";

    /// <returns>Whether the site was asked to end it; else it ends by itself, and its cookies go with the browser.</returns>
    public async Task<bool> LeaveAsync()
    {
        try
        {
            if (Recogniser.Find((await tab.LookAsync(Step)).Controls, SiteFacts.LogoutWords) is not { } end)
            {
                return false;
            }

            await tab.PressAsync(end, Step, tab.Options.PageTimeout);
            return true;
        }
        catch (RegistreFailure)
        {
            return false;
        }
    }
}
