using Microsoft.Extensions.Logging;
using Workers.Registre.Accounts;

namespace Workers.Registre.Browser;

/// <summary>A visit of one account beside the workers: leased as theirs are, in a browser of its own that goes with it, and over when the lease is lost.</summary>
/// <param name="room">Of the server; null where a person makes the visit from a machine on which no daemon runs.</param>
internal sealed class AccountVisit(RegistreOptions options, AccountLeases leases, VisitRoom? room, TimeProvider time, ILogger logger)
{
    /// <param name="purpose">Shown as who uses the account.</param>
    /// <param name="only">The account, which is waited for as by a document that it paid for; null for any, also waited for where all are in use.</param>
    /// <param name="act">Is given the tab, the account, and its turn to log in.</param>
    /// <param name="evenSetAside">An operator wants to see what the site says of one that was set aside.</param>
    /// <exception cref="RegistreFailure">There is no room, the account is not to be had, was lost or refused, the browser does not start, or the visit failed.</exception>
    /// <exception cref="Redis.RedisFailureException">No answer, or a refusal.</exception>
    public async Task<T> RunAsync<T>(
        string purpose, string? only, Func<SiteTab, RegistreAccount, Func<Task>, Task<T>> act, CancellationToken cancellation, bool evenSetAside = false)
    {
        var holder = $"{purpose}/{Guid.NewGuid():N}";
        await using var taken = room is null ? null : await room.TakeAsync(holder, cancellation);
        await using var lease = only is null ? await leases.AcquireAnyAsync(holder, cancellation) : await leases.AcquireAsync(holder, only, cancellation, evenSetAside);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(lease.Lost, cancellation);
        try
        {
            return await VisitAsync(holder, lease.Account, act, both.Token);
        }
        catch (OperationCanceledException lost) when (lease.Lost.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new RegistreFailure(RegistreFault.NoAccount, purpose, $"account {lease.Account} is not this program's any more: its lease was lost, and the visit ended", lost);
        }
    }

    private async Task<T> VisitAsync<T>(string holder, RegistreAccount account, Func<SiteTab, RegistreAccount, Func<Task>, Task<T>> act, CancellationToken cancellation)
    {
        await using var chromium = new Chromium(options, Path.GetTempPath(), time, logger);
        var context = await chromium.OpenContextAsync(cancellation);
        await using var tab = await SiteTab.OpenAsync(context, options, time, cancellation);
        try
        {
            return await act(tab, account, () => leases.WaitToLogInAsync(holder, account, cancellation));
        }
        catch (RegistreFailure refused) when (refused.Fault is RegistreFault.BadCredentials)
        {
            await leases.RefuseAsync(account, refused.Message, CancellationToken.None);
            throw;
        }
    }
}
