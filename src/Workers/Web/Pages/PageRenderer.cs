using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Workers.Operations;

namespace Workers.Web.Pages;

/// <summary>
/// Makes a page of a component and what it shows, and sends it as a whole. A component is given all that it shows and asks nobody. No browser may take anything of a page
/// that is not ours, run anything that stands in it, or show it within another.
/// </summary>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory loggers, Queues queues, TimeProvider time)
{
    // Pages are sent to their own origin with their full address, so that a form tells where it was sent from.
    private const string Referrer = "same-origin";

    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>A page for whoever asks, which shows nothing yet.</summary>
    public PageContext ContextOf(HttpContext context) => PageContext.Of(context, PageLanguage.WordsOf(context, queues.Words.Language), time.GetUtcNow());

    /// <param name="model">What the page shows.</param>
    public Task WriteAsync<TPage>(HttpContext context, object? model, int status = StatusCodes.Status200OK)
        where TPage : PageView =>
        WriteAsync<TPage>(context, ContextOf(context) with { Model = model }, status);

    /// <summary>Why a request was not carried out, for people.</summary>
    public Task WriteAsync(HttpContext context, Problem problem)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        if (problem.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return WriteAsync<FaultPage>(context, problem with { Detail = Hosting.Printable.Of(problem.Detail) }, problem.Status);
    }

    /// <summary>After an order: to a place of this server, by a request that only reads.</summary>
    public static void GoTo(HttpContext context, string place)
    {
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = Addresses.IsLocal(place) ? place : "/";
    }

    private async Task WriteAsync<TPage>(HttpContext context, PageContext page, int status)
        where TPage : PageView
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<PageLayout>(ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                [nameof(PageLayout.Given)] = page,
                [nameof(PageLayout.Shows)] = typeof(TPage),
            }));
            return root.ToHtmlString();
        });
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers["Referrer-Policy"] = Referrer;
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        response.Headers.XFrameOptions = "DENY";
        response.Headers.Vary = "Cookie";
        await response.WriteAsync(html, context.RequestAborted);
    }
}
