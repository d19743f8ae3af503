using Microsoft.Playwright;

namespace Workers.Registre.Browser;

/// <summary>What the browser, its driver and the pipe to it throw: when a page refuses, and when one of them is gone.</summary>
internal static class BrowserFailure
{
    /// <summary>A driver that is gone throws that what belonged to it is disposed.</summary>
    public static bool Is(Exception failure) => failure is PlaywrightException or TimeoutException or ObjectDisposedException;
}
