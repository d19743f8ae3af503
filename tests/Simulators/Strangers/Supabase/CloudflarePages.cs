using System.Globalization;

namespace Simulators.Strangers.Supabase;

/// <summary>What Cloudflare answers itself when it can't reach the origin.</summary>
internal static class CloudflarePages
{
    private static readonly Dictionary<int, string> Titles = new()
    {
        [502] = "Bad gateway",
        [503] = "Service Temporarily Unavailable",
        [504] = "Gateway time-out",
        [520] = "Web server is returning an unknown error",
        [521] = "Web server is down",
        [522] = "Connection timed out",
        [523] = "Origin is unreachable",
        [524] = "A timeout occurred",
        [525] = "SSL handshake failed",
    };

    /// <summary>The page for browsers.</summary>
    public static StrangerAnswer Page(int status) => StrangerAnswer.Text(status, string.Create(CultureInfo.InvariantCulture,
        $"""
        <!DOCTYPE html>
        <!--[if gt IE 8]><!--> <html class="no-js" lang="en-US"> <!--<![endif]-->
        <head>
        <title>strangerstrangerstra.supabase.co | {status}: {Titles[status]}</title>
        <meta charset="UTF-8" />
        <meta name="robots" content="noindex, nofollow" />
        </head>
        <body>
        <div id="cf-wrapper"><div id="cf-error-details" class="p-0"><header>
          <h1><span class="inline-block">{Titles[status]}</span> <span class="code-label">Error code {status}</span></h1>
        </header></div></div>
        </body>
        </html>

        """), "text/html; charset=UTF-8").With("Cache-Control", "private, max-age=0, no-store, no-cache, must-revalidate");

    /// <summary>The line for clients that don't ask for HTML.</summary>
    public static StrangerAnswer Line(int status, int code) =>
        StrangerAnswer.Text(status, string.Create(CultureInfo.InvariantCulture, $"error code: {code}"), "text/plain; charset=UTF-8");
}
