using Microsoft.Extensions.Logging;
using Workers.Registre.Accounts;
using Workers.Registre.Browser;
using Workers.Registre.Matching;
using Workers.Registre.Site;

namespace Workers.Registre.Invoices;

/// <summary>Reads the invoices of one account at the site: nothing is searched, opened, ordered or bought.</summary>
internal sealed class InvoiceWalk(RegistreOptions options, AccountLeases leases, TimeProvider time, ILogger<InvoiceWalk> logger, VisitRoom? room = null)
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
            return await new AccountVisit(options, leases, room, time, logger).RunAsync("invoices", code, (tab, account, turn) => ReadAsync(tab, account, turn, since), both.Token);
        }
        catch (OperationCanceledException late) when (!cancellation.IsCancellationRequested)
        {
            throw new RegistreFailure(RegistreFault.SiteUnavailable, "invoices", FormattableString.Invariant($"they were not read within {Longest.TotalMinutes:0} minutes"), late);
        }
    }

    private static async Task<IReadOnlyList<InvoiceRow>> ReadAsync(SiteTab tab, RegistreAccount account, Func<Task> turn, DateOnly since)
    {
        await new SiteDoor(tab).EnterAsync(account, turn);
        var history = new InvoiceHistoryPage(tab);
        await history.OpenAsync();
        var lines = await history.ReadAsync(since);
        await new SiteExit(tab).LeaveAsync();
        return lines;
    }
}
