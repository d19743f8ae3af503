using Microsoft.Extensions.Logging;
using Workers.Registre.Accounts;
using Workers.Registre.Site;

namespace Workers.Registre.Browser;

/// <summary>What an account met at the site.</summary>
/// <param name="IsInside">The site let it in.</param>
/// <param name="Said">What the site showed, or why it was not reached.</param>
/// <param name="IsSetAside">The site refused it, and nobody gets it any more.</param>
/// <param name="IsLoggedOut">The session was ended by the site's own link.</param>
internal sealed record AccountVerdict(bool IsInside, string Said, bool IsSetAside, bool IsLoggedOut);

/// <summary>Logs one account in and out: nothing is searched and nothing is bought.</summary>
internal sealed class AccountCheck(RegistreOptions options, AccountLeases leases, TimeProvider time, ILogger<AccountCheck> logger, VisitRoom? room = null)
{
    private const string Step = "login";

    /// <summary>Waits for the account as a document would that it paid for, and for its turn to log in.</summary>
    /// <param name="again">Also with a password that the registry refused, meanwhile too.</param>
    /// <exception cref="RegistreFailure">The account is not to be had, or the browser does not start.</exception>
    /// <exception cref="Redis.RedisFailureException">No answer, or a refusal.</exception>
    public async Task<AccountVerdict> RunAsync(string code, bool again, CancellationToken cancellation)
    {
        try
        {
            return await new AccountVisit(options, leases, room, time, logger).RunAsync("accounts check", code, LogInAndOutAsync, cancellation, evenSetAside: again);
        }
        catch (RegistreFailure refused) when (refused.Fault is RegistreFault.BadCredentials)
        {
            return new(IsInside: false, options.ReadAccounts().First(account => account.Code == code).Blank(refused.Message), IsSetAside: true, IsLoggedOut: false);
        }
    }

    private async Task<AccountVerdict> LogInAndOutAsync(SiteTab tab, RegistreAccount account, Func<Task> turn)
    {
        try
        {
            await new SiteDoor(tab).EnterAsync(account, turn);
        }
        catch (RegistreFailure failure) when (failure.Fault is not (RegistreFault.BadCredentials or RegistreFault.LoginTooSoon or RegistreFault.BrowserLost or RegistreFault.NotSent))
        {
            return new(IsInside: false, account.Blank(failure.Message), IsSetAside: false, IsLoggedOut: false);
        }

        var page = await tab.RecogniseAsync(Step, options.PageTimeout);
        return new(IsInside: true, account.Blank(page.Words), IsSetAside: false, await new SiteExit(tab).LeaveAsync());
    }
}
