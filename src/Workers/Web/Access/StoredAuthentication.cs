using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workers.Operations;

namespace Workers.Web.Access;

/// <summary>Reads who asks by what a database knows of it; where that cannot be found out, nobody is let in.</summary>
internal abstract class StoredAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Why it could not be found out; null where it could.</summary>
    protected OperationException? Away { get; private set; }

    /// <summary>What who asks shows: the key, the session.</summary>
    protected abstract string Shown { get; }

    /// <exception cref="OperationException">It cannot be found out.</exception>
    protected abstract Task<AuthenticateResult> FindAsync();

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
    }
}
