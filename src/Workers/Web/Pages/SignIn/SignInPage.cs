using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Web.Access;

namespace Workers.Web.Pages.SignIn;

/// <param name="Then">Where to go on.</param>
/// <param name="Why">Why the key that was shown does not serve; null before one was.</param>
/// <param name="IsOpen">The browser speaks without TLS over a network: no session is given there.</param>
/// <param name="Ended">Why the session that there was serves no more; null where nobody says.</param>
internal sealed record SignInModel(string? Then, KeyRefusal? Why = null, bool IsOpen = false, KeyRefusal? Ended = null);

/// <summary>Where one shows a key, and is given a session for it; and where the session ends.</summary>
internal static class SignInPage
{
    /// <summary>The limiter of those that try keys.</summary>
    public const string Tries = "tries to sign in";

    public const string SignOutPath = "/sign-out";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(SessionAuthentication.SignInPath, ShowAsync).AllowAnonymous();
        pages.MapPost(SessionAuthentication.SignInPath, SignInAsync).AllowAnonymous().RequireRateLimiting(Tries);
        pages.MapPost(SignOutPath, SignOutAsync).RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Reader));
    }

    private static Task ShowAsync(HttpContext context, PageRenderer pages, string? then, string? ended)
    {
        if (Caller.Of(context.User) is null)
        {
            return pages.WriteAsync<SignInView>(context, new SignInModel(Addresses.IsLocal(then) ? then : null, Ended: ended switch
            {
                "revoked" => KeyRefusal.Revoked,
                "expired" => KeyRefusal.Expired,
                _ => null,
            }));
        }

        PageRenderer.GoTo(context, then ?? "/");
        return Task.CompletedTask;
    }

    private static async Task SignInAsync(HttpContext context, PageRenderer pages, Sessions sessions)
    {
        var form = await PageForms.ReadAnonymousAsync(context);
        var then = form["then"].ToString();
        var isSecure = PageForms.IsSecure(context.Request);
        if (!isSecure && !Sessions.IsOnThisMachine(context))
        {
            await pages.WriteAsync<SignInView>(context, new SignInModel(Addresses.IsLocal(then) ? then : null, IsOpen: true), StatusCodes.Status400BadRequest);
            return;
        }

        if (await sessions.OpenAsync(context, form["key"], isSecure) is { } why)
        {
            await pages.WriteAsync<SignInView>(context, new SignInModel(Addresses.IsLocal(then) ? then : null, why), StatusCodes.Status401Unauthorized);
            return;
        }

        PageRenderer.GoTo(context, then);
    }

    private static async Task SignOutAsync(HttpContext context, Sessions sessions)
    {
        await PageForms.ReadAsync(context);
        await sessions.CloseAsync(context);
        PageRenderer.GoTo(context, SessionAuthentication.SignInPath);
    }
}
