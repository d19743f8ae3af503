using Microsoft.Playwright;

namespace Workers.Registre.Browser;

/// <summary>
/// Sends each submitted form to the site at most once. Chromium itself sends a POST again when a kept connection breaks
/// before the answer, which bills twice; the driver's own client does not. It stays for the life of the page: taken away
/// while the frames of an answer load, it could leave their requests unanswered.
/// </summary>
internal static class SingleSend
{
    private const string Everything = "**/*";

    public static Task GuardAsync(IPage page) => page.RouteAsync(Everything, ForwardAsync);

    private static async Task ForwardAsync(IRoute route)
    {
        try
        {
            if (route.Request.Method == "POST" && route.Request.IsNavigationRequest)
            {
                await SendAsync(route);
            }
            else
            {
                await route.ContinueAsync();
            }
        }
        catch (PlaywrightException)
        {
            // The page is gone; whoever waits for it knows.
        }
    }

    private static async Task SendAsync(IRoute route)
    {
        IAPIResponse response;
        try
        {
            response = await route.FetchAsync(new() { MaxRedirects = 0, MaxRetries = 0, Timeout = 0 });
        }
        catch (PlaywrightException failure)
        {
            await route.AbortAsync(Reason(failure.Message));
            return;
        }

        await route.FulfillAsync(new() { Response = response });
    }

    /// <summary>Keeps apart what certainly never left and what may have arrived.</summary>
    private static string Reason(string message) => message switch
    {
        _ when message.Contains("ECONNREFUSED", StringComparison.Ordinal) => RequestAbortErrorCode.ConnectionRefused,
        _ when message.Contains("ENOTFOUND", StringComparison.Ordinal) => RequestAbortErrorCode.NameNotResolved,
        _ => RequestAbortErrorCode.ConnectionReset,
    };
}
