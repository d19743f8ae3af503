using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workers.Webhooks.Senders;

namespace Workers.Web.Access;

/// <summary>Reads calls that a sender signed after Standard Webhooks; no key and no session opens what is below <see cref="Place"/>, and a signature opens nothing else. Where it cannot be found out, nobody is let in.</summary>
internal sealed class SignatureAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SignedCalls calls)
    : StoredAuthentication(options, logger, encoder)
{
    public const string SchemeName = "StandardWebhooks";

    /// <summary>The policy of what a sender may: add documents.</summary>
    public const string Policy = "sender";

    /// <summary>Where calls are signed.</summary>
    public const string Place = "/v1/incoming";

    private Problem? _refusal;

    protected override string Shown => "signature";

    protected override async Task<AuthenticateResult> FindAsync()
    {
        var headers = Request.Headers;
        if (!SignedMessage.TryRead(headers[SignedMessage.IdHeader], headers[SignedMessage.TimestampHeader], headers[SignedMessage.SignatureHeader], out var message, out var fault))
        {
            _refusal = new(StatusCodes.Status401Unauthorized, ProblemCode.SignatureRefused, fault);
            return AuthenticateResult.Fail(fault);
        }

        // What is sent elsewhere below this place is of no sender.
        Guid? id = HttpMethods.IsPost(Request.Method) && Guid.TryParse(Request.RouteValues["id"] as string, out var named) ? named : null;
        var (caller, refusal) = await calls.VerifyAsync(Context, id, message);
        _refusal = refusal;
        return caller is null ? AuthenticateResult.Fail(refusal!.Detail) : LetIn(caller);
    }

    protected override Task RefuseAsync()
    {
        if (Away is not null)
        {
            return Problems.WriteAsync(Context, Problems.Of(Away));
        }

        return Problems.WriteAsync(Context, _refusal ?? Problems.OfStatus(StatusCodes.Status401Unauthorized));
    }
}
