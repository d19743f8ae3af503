using Microsoft.Extensions.Logging;
using Workers.Registre.Accounts;
using Workers.Registre.Browser;
using Workers.Registre.Matching;
using Workers.Registre.Site;

namespace Workers.Registre.Invoices;

/// <summary>Reads the invoices of one account at the site: nothing is searched, opened, ordered or bought.</summary>
internal sealed class InvoiceWalk(RegistreOptions options, AccountLeases leases, TimeProvider time, ILogger<InvoiceWalk> logger)
{
    /// <summary>The longest that an account is kept from those who buy with it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Waits for the account as a document would that it paid for, and for its turn to log in.</summary>
    /// <param name="since">Older lines may be left out.</param>
    /// <exception cref="RegistreFailure">The account is not to be had, the browser does not start, or the history was not read to its end.</exception>
    /// <exception cref="Redis.RedisFailureException">No answer, or a refusal.</exception>
    public async Task<IReadOnlyList<InvoiceRow>> RunAsync(string code, DateOnly since, CancellationToken cancellation)
    {
        using var bound = new CancellationTokenSource(Longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellation);
        try
        {
            return await ReadAsync(code, since, both.Token);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new RegistreFailure(RegistreFault.SiteUnavailable, "invoices", FormattableString.Invariant($"they were not read within {Longest.TotalMinutes:0} minutes"), late);
        }
    }

    private async Task<IReadOnlyList<InvoiceRow>> ReadAsync(string code, DateOnly since, CancellationToken cancellation)
    {
        var holder = $"invoices/{Guid.NewGuid():N}";
        await using var lease = await leases.AcquireAsync(holder, code, cancellation);
        await using var chromium = new Chromium(options, Path.GetTempPath(), time, logger);
        await using var context = await chromium.OpenContextAsync(cancellation);
        await using var tab = await SiteTab.OpenAsync(context, options, time, cancellation);
        try
        {
            await new SiteDoor(tab).EnterAsync(lease.Account, () => leases.WaitToLogInAsync(holder, lease.Account, cancellation));
            var history = new InvoiceHistoryPage(tab);
            await history.OpenAsync();
            var lines = await history.ReadAsync(since);
            await LogOutAsync(tab);
            return lines;
        }
        catch (RegistreFailure refused) when (refused.Fault is RegistreFault.BadCredentials)
        {
            await leases.RefuseAsync(lease.Account, refused.Message, CancellationToken.None);
            throw;
        }
    }

    private static async Task LogOutAsync(SiteTab tab)
    {
        try
        {
            await new SiteExit(tab).LeaveAsync();
        }
        catch (RegistreFailure)
        {
            // The session ends by itself; its cookies are gone with the browser.
        }
    }
}
