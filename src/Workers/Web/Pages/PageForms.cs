using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;
using Workers.Office;
using Workers.Web.Access;

namespace Workers.Web.Pages;

/// <summary>Forms of pages. One is taken only from a page of this server, and of whoever is signed in only with the session's own token: no other site can give an order in a person's name.</summary>
internal static class PageForms
{
    /// <summary>The field of the session's token.</summary>
    public const string Token = "token";

    /// <summary>The field of an order's key: what a browser sends twice is carried out once.</summary>
    public const string Order = "order";

    private const int MostFields = 20;

    private static readonly Problem Foreign = new(StatusCodes.Status403Forbidden, ProblemCode.Forbidden, "The form did not come from a page of this server, or its session is another one by now. Open the page again and repeat what you ordered.") { What = Remark.Of("told.foreign") };

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Of a person who is signed in.</summary>
    /// <exception cref="RequestFaultException">It is not from this server's pages, or not of this session, or no form.</exception>
    public static async Task<IFormCollection> ReadAsync(HttpContext context)
    {
        var form = await ReadAnonymousAsync(context);
        RequireToken(context, form[Token]);
        return form;
    }

    /// <summary>Of a person who is signed in, with a file that is read into memory.</summary>
    /// <param name="mostBytes">Of the file, and of a field.</param>
    /// <inheritdoc cref="ReadAsync"/>
    public static async Task<IFormCollection> ReadWithFileAsync(HttpContext context, int mostBytes, TimeProvider time)
    {
        RequireOwn(context);
        if (context.Request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) is not true)
        {
            throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status415UnsupportedMediaType, "A form with a file is taken here."));
        }

        using var bound = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, bound.Token);
        try
        {
            var form = await context.Request.ReadFormAsync(
                new FormOptions { ValueCountLimit = MostFields, ValueLengthLimit = mostBytes, MultipartBodyLengthLimit = mostBytes, MemoryBufferThreshold = mostBytes }, either.Token);
            RequireToken(context, form[Token]);
            return form;
        }
        catch (InvalidDataException odd)
        {
            throw new RequestFaultException(Problems.BadRequest($"The form is not understood: {odd.Message}"));
        }
        catch (IOException cut) when (cut is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            throw new RequestFaultException(Problems.BadRequest("The form ends before its last boundary."));
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            throw new RequestFaultException(new(StatusCodes.Status408RequestTimeout, ProblemCode.BadRequest, "The form did not end within two minutes. Split the list, or send it over a faster line."));
        }
    }

    /// <exception cref="RequestFaultException">It is not from this server's pages.</exception>
    public static void RequireOwn(HttpContext context)
    {
        if (!IsOwn(context.Request.Headers["Sec-Fetch-Site"], context.Request.Headers.Origin, context.Request.Host.Value))
        {
            throw new RequestFaultException(Foreign);
        }
    }

    /// <exception cref="RequestFaultException">It is not this session's.</exception>
    public static void RequireToken(HttpContext context, string? token)
    {
        if (context.Features.Get<Session>() is not { } session || !session.Text.IsFormToken(token))
        {
            throw new RequestFaultException(Foreign);
        }
    }

    /// <summary>Of nobody who is signed in yet.</summary>
    /// <exception cref="RequestFaultException">It is not from this server's pages, or no form.</exception>
    public static async Task<IFormCollection> ReadAnonymousAsync(HttpContext context)
    {
        var request = context.Request;
        RequireOwn(context);
        if (!request.HasFormContentType || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) is not true)
        {
            throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status415UnsupportedMediaType, "A form is taken here."));
        }

        try
        {
            return await request.ReadFormAsync(context.RequestAborted);
        }
        catch (InvalidDataException odd)
        {
            throw new RequestFaultException(Problems.BadRequest($"The form is not understood: {odd.Message}"));
        }
    }

    /// <summary>Whether a browser says that a page of this very server sends it (pure). The first header no page can write; where a browser has none, its origin must be this host.</summary>
    public static bool IsOwn(string? site, string? origin, string? host) =>
        !string.IsNullOrEmpty(site) ? site is "same-origin"
        : Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Scheme is "http" or "https" && string.Equals(from.Authority, HostOf(from, host), StringComparison.OrdinalIgnoreCase);

    /// <summary>The browser speaks TLS, to here or to a proxy before it.</summary>
    public static bool IsSecure(HttpRequest request) => request.IsHttps || request.Headers.Origin.ToString().StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    // A host is told without the port that its scheme has anyhow.
    private static string? HostOf(Uri from, string? host) => host is not null && Uri.TryCreate($"{from.Scheme}://{host}", UriKind.Absolute, out var own) ? own.Authority : null;
}
