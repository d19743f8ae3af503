using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Registre.Consultations;
using Workers.Registre.Matching;

namespace Workers.Registre.Invoices;

/// <param name="From">From when on what is not billed was judged: later than asked for where the history shows no older line.</param>
/// <param name="Found">In this run.</param>
/// <param name="New">Of its differences, those that no earlier run had left open.</param>
/// <param name="HasNoLine">The history shows none of the days that were asked for.</param>
internal sealed record ReconciledAccount(string Account, DateOnly From, InvoiceReconciliation Found, IReadOnlyList<Difference> New, bool HasNoLine = false)
{
    /// <summary>Something was bought, and there was nothing to compare it with.</summary>
    public bool IsUntold => HasNoLine && Found.Pending.Count + Found.Unjudged.Count > 0;
}

/// <summary>
/// Compares what the registry says it billed an account with what the ledgers of all environments say, and keeps the result. Programs with other databases tell
/// each other what they bought: each judges its own purchases, and one of them keeps a line that nobody knows.
/// </summary>
internal sealed class InvoiceReconciler(InvoiceWalk walk, IReadOnlyList<InvoiceLedger> ledgers, InvoiceExchange exchange, Tariff tariff, TimeProvider time)
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
        var since = from.AddDays(-InvoiceReconciliation.Before);

        // What others bought before the lines, what was bought here after them: what a process buys meanwhile is too young to be judged.
        TargetEnvironment[] own = [.. ledgers.Select(ledger => ledger.Environment)];
        var others = await exchange.ReadOthersAsync(account, own, cancellation);
        var lines = await walk.RunAsync(account, since, cancellation);
        var purchases = await ReadOwnAsync(account, since, DateOnly.FromDateTime(QuebecTime.Of(now)), cancellation);
        var shown = ShownFrom(lines, purchases, from, now - Due);
        var found = InvoiceReconciliation.Of(lines, [.. purchases, .. others.Purchases], from, now - Due, tariff, shown, others.KnownBefore).JudgedBy(own);
        return new(account, shown, found, await WriteAsync(account, shown, found, own, cancellation), lines.Count == 0);
    }

    /// <summary>What is told to others is of the days that are judged daily, whatever is judged here.</summary>
    private async Task<IReadOnlyList<LedgerPurchase>> ReadOwnAsync(string account, DateOnly since, DateOnly today, CancellationToken cancellation)
    {
        var told = today.AddDays(1 - ReconciliationLoop.Days - InvoiceReconciliation.Before);
        List<LedgerPurchase> all = [];
        foreach (var ledger in ledgers)
        {
            var purchases = await ledger.ReadPurchasesAsync(account, since < told ? since : told, cancellation);
            await exchange.TellAsync(account, ledger.Environment, [.. purchases.Where(purchase => purchase.Day >= told)], cancellation);
            all.AddRange(purchases.Where(purchase => purchase.Day >= since));
        }

        return all;
    }

    /// <summary>From when on the history can be believed that what it does not show is not there: a page may show a shorter time than is judged.</summary>
    /// <returns>The first day that is judged, or the oldest line's where that is later; after all days where there is no line and nothing to be billed.</returns>
    /// <exception cref="RegistreFailure">There is no line, and something was paid for.</exception>
    public static DateOnly ShownFrom(IReadOnlyCollection<InvoiceRow> lines, IEnumerable<LedgerPurchase> purchases, DateOnly from, DateTimeOffset due)
    {
        if (lines.Min(line => line.Date) is { } oldest)
        {
            return oldest > from ? oldest : from;
        }

        var paid = purchases.Count(purchase => purchase.Day >= from && purchase.SubmittingAt <= due && !purchase.IsInDoubt);
        return paid == 0 ? DateOnly.FromDateTime(QuebecTime.Of(due + Due)).AddDays(1) : throw new RegistreFailure(
            RegistreFault.SiteChanged, "invoices", $"the history shows no line since {from:yyyy-MM-dd}, and the ledgers know {paid} purchases that were paid for: look at the account's invoices at the registry");
    }

    /// <summary>What nobody knows is kept in one environment of all programs, the rest where it was bought.</summary>
    private async Task<IReadOnlyList<Difference>> WriteAsync(
        string account, DateOnly from, InvoiceReconciliation found, IReadOnlyCollection<TargetEnvironment> environments, CancellationToken cancellation)
    {
        var keepers = await exchange.AssignAsync(account, [.. found.Differences.Where(difference => difference.Purchase is null)], from, environments, cancellation);
        List<Difference> news = [];
        foreach (var ledger in ledgers)
        {
            var own = found.Differences.Where(difference => (difference.Purchase?.Environment ?? keepers.GetValueOrDefault(difference.Key, environments.Min())) == ledger.Environment).ToList();
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
