using Microsoft.Extensions.Logging.Abstractions;
using Workers.Database;
using Workers.Redis;
using Workers.Registre;
using Workers.Registre.Accounts;
using Workers.Registre.Invoices;

namespace Workers.Operations.Invoices;

/// <summary>Compares the registry's own invoices with the ledgers of every configured environment.</summary>
internal static class ReconcileInvoices
{
    /// <param name="account">Null for all, one after the other.</param>
    /// <param name="begun">Told of each account before its invoices are read.</param>
    /// <exception cref="OperationException">No account is configured, or one could not be compared; those before it are kept.</exception>
    public static async Task<IReadOnlyList<ReconciledAccount>> RunAsync(Queues queues, string? account, int days, Action<string> begun, CancellationToken cancellation)
    {
        var (registre, options) = (queues.Settings.Get<RegistreOptions>(), queues.Settings.Get<RedisOptions>());
        var accounts = Chosen(registre, account);
        List<ReconciledAccount> found = [];
        var current = accounts[0];
        try
        {
            await using var redis = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
            var leases = new AccountLeases(registre, redis, new RedisKeys(options), new(new([])), TimeProvider.System, NullLogger<AccountLeases>.Instance);
            var walk = new InvoiceWalk(registre, leases, TimeProvider.System, NullLogger<InvoiceWalk>.Instance);
            var reconciler = new InvoiceReconciler(walk, [.. queues.Configured.Select(queues.InvoicesOf)], registre.Price, TimeProvider.System);
            foreach (var code in accounts)
            {
                begun(current = code);
                found.Add(await reconciler.RunAsync(code, days, cancellation));
            }

            return found;
        }
        catch (RedisFailureException failure)
        {
            throw new OperationException(failure is RedisRefusedException ? OperationFailure.Misconfigured : OperationFailure.Unavailable, failure.Message, failure);
        }
        catch (DatabaseException failure)
        {
            throw new OperationException(OperationFailure.Unavailable, $"A ledger does not answer: {failure.Message}. Nothing of {current} is kept; ask again later.", failure);
        }
        catch (RegistreFailure failure)
        {
            throw new OperationException(OperationFailure.Unavailable, $"The invoices of {current} were not read: {failure.Message}. Nothing of it is kept; ask again later.", failure);
        }
    }

    private static List<string> Chosen(RegistreOptions registre, string? account)
    {
        var configured = registre.ReadAccounts().Select(known => known.Code).ToList();
        if (configured.Count == 0)
        {
            throw new OperationException(OperationFailure.Misconfigured, "No registry account is configured: set REGISTRE_ACCOUNTS or REGISTRE_ACCOUNTS_FILE.");
        }

        return account is null ? configured
            : configured.Contains(account, StringComparer.Ordinal) ? [account]
            : throw new OperationException(OperationFailure.Refused, $"Account '{account}' is not configured; configured: {string.Join(", ", configured)}. Name one of them, or add it to REGISTRE_ACCOUNTS.");
    }
}
