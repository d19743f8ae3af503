using Workers.Registre.Browser;
using Workers.Registre.Recognition;

namespace Workers.Registre.Site;

/// <summary>The frames that show a bought document, with the link that saves it; or the document itself, where the site sends it unasked.</summary>
internal sealed class ViewerFrames(SiteTab tab)
{
    private const string Step = "viewer";
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for the save link, in whatever frame or window, or for the file.</summary>
    /// <param name="seen">What the tab has just shown, where that is known; a viewer that was not whole by then is looked at again.</param>
    /// <returns>What the viewer says around the document, and the link; no link where the file has come.</returns>
    /// <exception cref="RegistreFailure">Neither came in time, or the site asks to log in.</exception>
    public async Task<(SeenControl? Save, string Shown)> WaitAsync(TimeSpan bound, RecognisedPage? seen = null)
    {
        var started = tab.Time.GetTimestamp();
        var page = tab.HasSeenAll && seen?.Sight.Frames.Any(frame => frame.IsBlank) is false ? seen : null;
        var words = "";
        do
        {
            page ??= await tab.RecogniseAsync(Step, TimeSpan.Zero);
            var shown = string.Join('\n', page.Sight.Prose);
            if (tab.HasDownload)
            {
                return (null, shown);
            }

            if (Recogniser.FindSave(page.Sight.Controls) is { } save)
            {
                return (save, shown);
            }

            if (page.IsOutside)
            {
                throw new RegistreFailure(RegistreFault.SessionExpired, Step, $"the registry asked to log in again instead of showing the document: {page.Words}");
            }

            words = page.Words;
            page = null;
            await tab.PauseAsync(Again, Step);
        }
        while (tab.Time.GetElapsedTime(started) < bound);

        throw new RegistreFailure(
            RegistreFault.SiteUnavailable, Step, FormattableString.Invariant($"the document did not show within {bound.TotalSeconds:0} s; the registry shows: {words}"));
    }

    /// <summary>Saves the document: what has come, else what the link brings.</summary>
    /// <exception cref="RegistreFailure">The download did not begin, did not end, or broke.</exception>
    public async Task SaveAsync(SeenControl? link, string file)
    {
        if (!tab.HasDownload)
        {
            var save = link ?? (await WaitAsync(Again)).Save;
            await tab.TouchAsync(save!.Frame, save.Number, "download");
        }

        var download = await tab.DownloadAsync("download", tab.Options.DownloadStart);
        await tab.DoAsync(
            async _ =>
            {
                try
                {
                    await download.SaveAsAsync(file);
                }
                catch (Exception broken) when (BrowserFailure.Is(broken) && download.Page is { IsClosed: false })
                {
                    throw new RegistreFailure(RegistreFault.BadFile, "download", $"the download broke off: {await download.FailureAsync()}");
                }

                await download.DeleteAsync();
                return true;
            },
            "download",
            tab.Options.DownloadTimeout);
    }
}
