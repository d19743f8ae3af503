using Workers.Database;
using Workers.Registre.Consultations;

namespace Workers.Registre.Invoices;

/// <param name="Found">In this run.</param>
/// <param name="New">Of its differences, those that no earlier run had left open.</param>
internal sealed record ReconciledAccount(string Account, DateOnly From, InvoiceReconciliation Found, IReadOnlyList<Difference> New);

/// <summary>Compares what the registry says it billed an account with what the ledgers of all environments say, and keeps the result.</summary>
internal sealed class InvoiceReconciler(InvoiceWalk walk, IReadOnlyList<InvoiceLedger> ledgers, Tariff tariff, TimeProvider time)
{
    /// <summary>By when the invoice of a purchase is there.</summary>
    public static readonly TimeSpan Due = TimeSpan.FromHours(1);

    /// <param name="days">That are judged, with today.</param>
    /// <exception cref="RegistreFailure">The invoices were not read; nothing is kept.</exception>
    /// <exception cref="DatabaseException">A ledger does not answer: without it purchases would look unknown.</exception>
    /// <exception cref="Redis.RedisFailureException">No answer, or a refusal.</exception>
    public async Task<ReconciledAccount> RunAsync(string account, int days, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var from = DateOnly.FromDateTime(QuebecTime.Of(now)).AddDays(1 - days);
        var since = from.AddDays(-1);

        // The lines first: what another process buys after them is too young to be judged.
        var lines = await walk.RunAsync(account, since, cancellation);
        List<LedgerPurchase> purchases = [];
        foreach (var ledger in ledgers)
        {
            purchases.AddRange(await ledger.ReadPurchasesAsync(account, since, cancellation));
        }

        var found = InvoiceReconciliation.Of(lines, purchases, from, now - Due, tariff);
        return new(account, from, found, await WriteAsync(account, from, found, cancellation));
    }

    /// <summary>What nobody knows is kept in the first environment, the rest where it was bought.</summary>
    private async Task<IReadOnlyList<Difference>> WriteAsync(string account, DateOnly from, InvoiceReconciliation found, CancellationToken cancellation)
    {
        List<Difference> news = [];
        foreach (var ledger in ledgers)
        {
            var own = found.Differences.Where(difference => (difference.Purchase?.Environment ?? ledgers[0].Environment) == ledger.Environment).ToList();
            var keys = await ledger.WriteAsync(
                account,
                from,
                found.Known.Count(pair => pair.Purchase.Environment == ledger.Environment),
                found.Pending.Count(purchase => purchase.Environment == ledger.Environment),
                own,
                cancellation);
            news.AddRange(own.Where(difference => keys.Contains(difference.Key, StringComparer.Ordinal)));
        }

        return news;
    }
}
