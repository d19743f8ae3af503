using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Workers.Web.Access;

/// <summary>
/// Reads the session that a browser shows, for pages alone: the API takes none. Who has none is sent to where one signs in; where that cannot be found out, nobody is let in. What is
/// refused is left to the server, which tells it as whoever asks can read it.
/// </summary>
internal sealed class SessionAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Sessions sessions)
    : StoredAuthentication(options, logger, encoder)
{
    public const string SchemeName = "Session";

    public const string SignInPath = "/sign-in";

    protected override string Shown => "session";

    /// <summary>Whoever asks reads pages, and asks for none of the API.</summary>
    public static bool IsForPeople(HttpRequest request) =>
        !request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    protected override async Task<AuthenticateResult> FindAsync()
    {
        if (await sessions.FindAsync(Context) is not var (caller, session))
        {
            return AuthenticateResult.NoResult();
        }

        Context.Features.Set(session);
        return LetIn(caller);
    }

    protected override Task RefuseAsync()
    {
        if (Away is not null)
        {
            throw Away;
        }

        if (IsForPeople(Request) && HttpMethods.IsGet(Request.Method))
        {
            var then = Request.Path == "/" && !Request.QueryString.HasValue ? "" : $"?then={Uri.EscapeDataString($"{Request.Path.ToUriComponent()}{Request.QueryString.ToUriComponent()}")}";
            Response.StatusCode = StatusCodes.Status303SeeOther;
            var why = Context.Features.Get<EndedSession>() is { } ended ? $"{(then.Length > 0 ? '&' : '?')}ended={ended.Why.ToString().ToLowerInvariant()}" : "";
            Response.Headers.Location = SignInPath + then + why;
            return Task.CompletedTask;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
