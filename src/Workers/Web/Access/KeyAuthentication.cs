using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Workers.Web.Access;

/// <summary>Reads <c>Authorization: Bearer wk_…</c>. Who shows no key, or one that does not serve, is told so; where that cannot be found out, nobody is let in.</summary>
internal sealed class KeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, KeyRing keys)
    : StoredAuthentication(options, logger, encoder)
{
    public const string SchemeName = "Bearer";

    private string? _why;

    /// <returns>Null where it shows no key.</returns>
    public static string? ShownBy(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header && header.StartsWith(SchemeName + " ", StringComparison.OrdinalIgnoreCase) ? header[(SchemeName.Length + 1)..].Trim() : null;

    protected override string Shown => "key";

    protected override async Task<AuthenticateResult> FindAsync()
    {
        if (ShownBy(Request) is not { } shown)
        {
            return AuthenticateResult.NoResult();
        }

        var (caller, whyNot) = await keys.FindAsync(shown, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        _why = whyNot;
        return caller is null ? AuthenticateResult.Fail(whyNot ?? "") : LetIn(caller);
    }

    protected override Task RefuseAsync()
    {
        if (Away is not null)
        {
            return Problems.WriteAsync(Context, Problems.Of(Away));
        }

        return Problems.WriteAsync(Context, new(
            StatusCodes.Status401Unauthorized,
            ProblemCode.Unauthenticated,
            _why is null ? "A key is needed: Authorization: Bearer wk_… ('keys make' makes one)." : $"The key does not serve: {_why}."));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Problems.WriteAsync(Context, Problems.Forbidden(Caller.Of(Context.User)!.Key.Role, Caller.NeededAt(Context.GetEndpoint())));
}
