using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workers.Operations;

namespace Workers.Web.Access;

/// <summary>Reads who asks by what a database knows of it; where that cannot be found out, nobody is let in.</summary>
internal abstract class StoredAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private bool _isSpent;

    /// <summary>Why it could not be found out; null where it could.</summary>
    protected OperationException? Away { get; private set; }

    /// <summary>What who asks shows: the key, the session.</summary>
    protected abstract string Shown { get; }

    /// <exception cref="OperationException">It cannot be found out.</exception>
    /// <exception cref="SpentAddressException">It is not to be.</exception>
    protected abstract Task<AuthenticateResult> FindAsync();

    /// <summary>Tells who is not let in why.</summary>
    protected abstract Task RefuseAsync();

    protected AuthenticateResult LetIn(Caller caller) => AuthenticateResult.Success(new(caller.AsPrincipal(Scheme.Name), Scheme.Name));

    protected sealed override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        try
        {
            return await FindAsync();
        }
        catch (OperationException away)
        {
            Away = away;
            return AuthenticateResult.Fail($"the {Shown} could not be checked");
        }
        catch (SpentAddressException spent)
        {
            _isSpent = true;
            return AuthenticateResult.Fail(spent);
        }
    }

    /// <summary>That an address is spent is left to the server, which tells it as whoever asks can read it.</summary>
    protected sealed override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (!_isSpent)
        {
            return RefuseAsync();
        }

        Response.StatusCode = StatusCodes.Status429TooManyRequests;
        return Task.CompletedTask;
    }
}
