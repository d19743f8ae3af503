using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Simulators.Registre;

/// <summary>One request to the site: what was posted, who is logged in, and the ways to answer.</summary>
internal sealed class Visit(HttpContext context, RegistreWorld world, SiteSession? session, IReadOnlyDictionary<string, string> form)
{
    public static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)
        ?? throw new InvalidOperationException("Windows-1252 is not known here.");

    public HttpContext Context => context;

    public RegistreWorld World => world;

    public SiteTexts Texts => world.Options.Texts;

    /// <summary>The session; pages that need a login are never visited without one.</summary>
    public SiteSession Session => session ?? throw new InvalidOperationException("Nobody is logged in.");

    /// <summary>A posted field, trimmed; empty when it was not posted.</summary>
    public string Field(string name) => form.GetValueOrDefault(name, "").Trim();

    /// <summary>A posted whole number; -1 when it is none.</summary>
    public int FieldNumber(string name) => Number(Field(name));

    /// <summary>A whole number of the address; -1 when it is none.</summary>
    public int QueryNumber(string name) => Number(Query(name));

    public string Query(string name) => context.Request.Query[name].ToString();

    public Task HtmlAsync(string html, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=windows-1252";
        return BytesAsync(Windows1252.GetBytes(html));
    }

    public async Task BytesAsync(byte[] bytes)
    {
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    public Task RedirectAsync(string path)
    {
        context.Response.Redirect(path);
        return Task.CompletedTask;
    }

    /// <summary>True when a fault of this step has answered in the page's place.</summary>
    public async Task<bool> FaultedAsync(Step step, RegisteredDocument? document = null)
    {
        bool Strikes(FaultName name) => world.Faults.Strike(name, step, document) is not null;
        if (Strikes(FaultName.ConnectionCut))
        {
            context.Abort();
            return true;
        }

        if (Strikes(FaultName.DeadRedirect))
        {
            await RedirectAsync("http://127.0.0.1:61999/Sirf/");
            return true;
        }

        if (session is not null && Strikes(FaultName.Logout))
        {
            world.Sessions.End(session.Id, Bounce.Expired);
            await RedirectAsync(SitePaths.Login);
            return true;
        }

        if (Strikes(FaultName.Error500))
        {
            await HtmlAsync(Html.Plain("Erreur HTTP 500", "Erreur interne du serveur"), StatusCodes.Status500InternalServerError);
            return true;
        }

        if (Strikes(FaultName.Error503))
        {
            await HtmlAsync(Html.Plain("Erreur HTTP 503", "Service non disponible"), StatusCodes.Status503ServiceUnavailable);
            return true;
        }

        return false;
    }

    /// <summary>Waits as long as a slowness fault of this step says, or until the visitor or the site goes away.</summary>
    public async Task SlowedAsync(FaultName name, Step step, RegisteredDocument? document = null)
    {
        if (world.Faults.Strike(name, step, document) is { } fault)
        {
            var wait = name is FaultName.NeverLoading or FaultName.NoDownload ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(fault.Seconds);
            using var gone = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, world.Stopping);
            await Task.Delay(wait, world.Options.Time, gone.Token);
        }
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
