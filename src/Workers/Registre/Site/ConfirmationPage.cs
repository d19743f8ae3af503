using Workers.Registre.Browser;
using Workers.Registre.Recognition;

namespace Workers.Registre.Site;

/// <summary>The page that says a document will be billed, and waits for <i>Confirmer</i>.</summary>
internal sealed class ConfirmationPage(SiteTab tab, RecognisedPage page)
{
    public Task ConfirmAsync(TimeSpan bound) => tab.PressAsync(Recogniser.FindConfirm(page.Sight.Frames[page.Frame])!, "confirm", bound);
}
