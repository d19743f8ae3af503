using Microsoft.Playwright;
using Workers.Registre.Browser;

namespace Workers.Registre.Site;

/// <summary>The frames that show a bought document, with the link that saves it.</summary>
internal sealed class ViewerFrames(SiteTab tab)
{
    private const string SaveLink = "a[href*='impri_sauvg'], a[title*='Sauvegarder']";
    private const string Step = "viewer";
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for the save link: in the menu frame, or in the page itself.</summary>
    /// <exception cref="RegistreFailure">It did not come in time, or the site asks to log in.</exception>
    public async Task<ILocator> WaitAsync(TimeSpan bound)
    {
        var started = tab.Time.GetTimestamp();
        while (tab.Time.GetElapsedTime(started) < bound)
        {
            foreach (var frame in tab.Frames())
            {
                var (hasLink, hasLogin) = await LookAsync(frame);
                if (hasLink)
                {
                    return frame.Locator(SaveLink).First;
                }

                if (hasLogin)
                {
                    throw new RegistreFailure(RegistreFault.SessionExpired, Step, "the registry asked to log in again instead of showing the document");
                }
            }

            await tab.PauseAsync(Again, Step);
        }

        throw new RegistreFailure(
            RegistreFault.SiteUnavailable, Step, FormattableString.Invariant($"the document did not show within {bound.TotalSeconds:0} s"));
    }

    /// <summary>Saves the document.</summary>
    /// <exception cref="RegistreFailure">The download did not begin, did not end, or broke.</exception>
    public async Task SaveAsync(ILocator link, string file)
    {
        var download = await tab.DoAsync(
            page => page.RunAndWaitForDownloadAsync(() => link.ClickAsync(new() { Timeout = 0 }), new() { Timeout = 0 }),
            "download",
            tab.Options.DownloadStart);
        await tab.DoAsync(
            async _ =>
            {
                if (await download.FailureAsync() is { } reason)
                {
                    throw new RegistreFailure(RegistreFault.BadFile, "download", $"the download broke off: {reason}");
                }

                await download.SaveAsAsync(file);
                await download.DeleteAsync();
                return true;
            },
            "download",
            tab.Options.DownloadTimeout);
    }

    /// <summary>What the viewer says about the document, in all its frames.</summary>
    public async Task<string> ReadTextAsync()
    {
        var texts = new List<string>();
        foreach (var frame in tab.Frames())
        {
            try
            {
                texts.Add(await tab.DoAsync(_ => frame.EvaluateAsync<string>("() => document.body ? document.body.innerText : ''"), Step, tab.Options.SelectTimeout));
            }
            catch (RegistreFailure failure) when (failure.Fault is RegistreFault.SiteUnavailable)
            {
                // A frame that never loads says nothing; the others do.
            }
        }

        return string.Join('\n', texts);
    }

    private async Task<(bool Link, bool Login)> LookAsync(IFrame frame)
    {
        try
        {
            return await tab.DoAsync(
                async _ => (await frame.Locator(SaveLink).CountAsync() > 0, await frame.Locator(LoginPage.PasswordField).CountAsync() > 0),
                Step,
                Again * 10);
        }
        catch (RegistreFailure failure) when (failure.Fault is RegistreFault.SiteUnavailable)
        {
            // The frame is being replaced, or has not answered yet.
            return (false, false);
        }
    }
}
