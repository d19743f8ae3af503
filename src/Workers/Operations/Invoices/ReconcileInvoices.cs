using Microsoft.Extensions.Logging.Abstractions;
using Workers.Database;
using Workers.Registre;
using Workers.Registre.Accounts;
using Workers.Registre.Invoices;

namespace Workers.Operations.Invoices;

/// <param name="Why">Why its invoices were not read, with the next step.</param>
internal sealed record UnreadAccount(string Account, string Why);

/// <param name="Unread">Accounts that could not be compared; nothing of them is kept.</param>
internal sealed record ReconciledInvoices(IReadOnlyList<ReconciledAccount> Accounts, IReadOnlyList<UnreadAccount> Unread);

/// <summary>Compares the registry's own invoices with the ledgers of every configured environment.</summary>
internal static class ReconcileInvoices
{
    /// <param name="account">Null for all, one after the other; the others go on where one could not be read.</param>
    /// <param name="begun">Told of each account before its invoices are read.</param>
    /// <exception cref="OperationException">No account is configured, or a store did not answer; what was compared before is kept.</exception>
    public static Task<ReconciledInvoices> RunAsync(Queues queues, string? account, int days, Action<string> begun, CancellationToken cancellation)
    {
        var registre = queues.Settings.Get<RegistreOptions>();
        var accounts = RegistryAccess.Require(registre, account);
        return RegistryAccess.VisitAsync(
            queues.Settings,
            async (redis, keys, room) =>
            {
                var leases = RegistryAccess.LeasesOf(registre, redis, keys);
                var walk = new InvoiceWalk(registre, leases, TimeProvider.System, NullLogger<InvoiceWalk>.Instance, room);
                var reconciler = new InvoiceReconciler(walk, [.. queues.Configured.Select(queues.InvoicesOf)], new(redis, keys, TimeProvider.System), registre.Price, TimeProvider.System);
                List<ReconciledAccount> found = [];
                List<UnreadAccount> unread = [];
                foreach (var code in accounts.Select(known => known.Code))
                {
                    begun(code);
                    try
                    {
                        found.Add(await CompareAsync(reconciler, code, days, cancellation));
                    }
                    catch (RegistreFailure failure)
                    {
                        var refusal = (await new AccountDesk(registre, redis, keys, TimeProvider.System).ListAsync(cancellation)).FirstOrDefault(one => one.Code == code)?.SetAside;
                        unread.Add(new(code, WhyOf(code, failure, refusal)));
                    }
                }

                return new ReconciledInvoices(found, unread);
            },
            failure => $"The invoices were not read: {failure.Message.TrimEnd('.')}. Ask again later.",
            cancellation);
    }

    /// <summary>Of an account that is set aside asking again would help nothing (pure).</summary>
    internal static string WhyOf(string code, RegistreFailure failure, AccountRefusal? refusal) => refusal is null
        ? $"The invoices of {code} were not read: {failure.Message.TrimEnd('.')}. Nothing of it is kept; ask again later.{RegistryAccess.RemedyOf(failure)}"
        : $"The invoices of {code} were not read: the registry refused it{(refusal.Said is { Length: > 0 } said ? $" ('{said}')" : "")}. Nothing of it is kept. {refusal.Remedy(code)}";

    private static async Task<ReconciledAccount> CompareAsync(InvoiceReconciler reconciler, string account, int days, CancellationToken cancellation)
    {
        try
        {
            return await reconciler.RunAsync(account, days, cancellation);
        }
        catch (DatabaseException failure)
        {
            throw new OperationException(OperationFailure.Unavailable, $"A ledger does not answer: {failure.Message.TrimEnd('.')}. Nothing of {account} is kept; ask again later.", failure);
        }
    }
}
