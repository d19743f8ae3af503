using Workers.Registre.Browser;
using Workers.Registre.Recognition;

namespace Workers.Registre.Site;

/// <summary>The page that says a document will be billed, and waits for <i>Confirmer</i>.</summary>
internal sealed class ConfirmationPage(SiteTab tab, RecognisedPage page)
{
    /// <inheritdoc cref="SentForm.ReadyAsync"/>
    public Task<(Func<TimeSpan, Task> Send, PageSight Before)> ReadyAsync() =>
        SentForm.ReadyAsync(tab, page, Recogniser.FindConfirm(page.Sight.Frames[page.Frame])!, "confirm");
}
