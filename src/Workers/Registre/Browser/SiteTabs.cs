using Microsoft.Playwright;

namespace Workers.Registre.Browser;

/// <summary>
/// The tabs of one worker, one a document. What is left to do with the last one goes on while the next document begins, in a page that was
/// opened ahead. Used by one job at a time.
/// </summary>
internal sealed class SiteTabs(Chromium chromium, RegistreOptions options, TimeProvider time)
{
    private (IBrowserContext Context, Task<SingleSend?> Page)? _ahead;
    private Task _finishing = Task.CompletedTask;

    /// <exception cref="RegistreFailure">Chromium opens no page.</exception>
    public async Task<SiteTab> OpenAsync(IBrowserContext context, CancellationToken stop)
    {
        var ahead = _ahead;
        _ahead = null;
        var opened = ahead?.Context == context ? await ahead.Value.Page.WaitAsync(stop) : null;
        return new(opened is { Page.IsClosed: false, IsCrashed: false } ? opened : await SiteTab.OpenPageAsync(context, options, time, stop), options, time, stop);
    }

    /// <summary>Opens the page of the next document, as long as this one needs the browser little.</summary>
    public void OpenAhead(IBrowserContext context) => _ahead ??= (context, OpenAheadAsync(context));

    /// <summary>Keeps what is to be kept of a document's tab, and closes it; nobody waits for that but <see cref="QuietAsync"/>.</summary>
    public void Finish(SiteTab tab, Func<Task> keep)
    {
        tab.Shut();
        _finishing = FinishAsync(_finishing, tab, keep);
    }

    /// <summary>Waits until nothing is left to do with any tab. What could not be kept is said where that showed.</summary>
    public async Task QuietAsync()
    {
        await _finishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task?)_ahead?.Page ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task FinishAsync(Task before, SiteTab tab, Func<Task> keep)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await keep();
        await tab.DisposeAsync();
        await chromium.MeasureAsync();
    }

    private async Task<SingleSend?> OpenAheadAsync(IBrowserContext context)
    {
        try
        {
            return await SiteTab.OpenPageAsync(context, options, time, CancellationToken.None);
        }
        catch (RegistreFailure)
        {
            // Whoever needs one opens it, and says what is wrong.
            return null;
        }
    }
}
