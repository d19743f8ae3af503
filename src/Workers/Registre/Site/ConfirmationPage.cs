using Workers.Registre.Browser;

namespace Workers.Registre.Site;

/// <summary>The page that says a document will be billed, and waits for <i>Confirmer</i>.</summary>
internal sealed class ConfirmationPage(SiteTab tab)
{
    private const string Confirm = "#btnConfr";

    public Task ConfirmAsync(TimeSpan bound) => tab.SendFormAsync(Confirm, "confirm", bound);
}
