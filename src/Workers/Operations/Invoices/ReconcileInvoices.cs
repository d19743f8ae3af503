using Microsoft.Extensions.Logging.Abstractions;
using Workers.Database;
using Workers.Registre;
using Workers.Registre.Invoices;

namespace Workers.Operations.Invoices;

/// <summary>Compares the registry's own invoices with the ledgers of every configured environment.</summary>
internal static class ReconcileInvoices
{
    /// <param name="account">Null for all, one after the other.</param>
    /// <param name="begun">Told of each account before its invoices are read.</param>
    /// <exception cref="OperationException">No account is configured, or one could not be compared; those before it are kept.</exception>
    public static Task<IReadOnlyList<ReconciledAccount>> RunAsync(Queues queues, string? account, int days, Action<string> begun, CancellationToken cancellation)
    {
        var registre = queues.Settings.Get<RegistreOptions>();
        var accounts = RegistryAccess.Require(registre, account);
        var current = "";
        return RegistryAccess.VisitAsync(
            queues.Settings,
            async (redis, keys, room) =>
            {
                var walk = new InvoiceWalk(registre, RegistryAccess.LeasesOf(registre, redis, keys), TimeProvider.System, NullLogger<InvoiceWalk>.Instance, room);
                var reconciler = new InvoiceReconciler(walk, [.. queues.Configured.Select(queues.InvoicesOf)], new(redis, keys, TimeProvider.System), registre.Price, TimeProvider.System);
                List<ReconciledAccount> found = [];
                foreach (var code in accounts.Select(known => known.Code))
                {
                    begun(current = code);
                    found.Add(await CompareAsync(reconciler, code, days, cancellation));
                }

                return (IReadOnlyList<ReconciledAccount>)found;
            },
            failure => $"The invoices of {current} were not read: {failure.Message.TrimEnd('.')}. Nothing of it is kept; ask again later.",
            cancellation);
    }

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
