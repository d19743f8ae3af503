using System.Globalization;

namespace Workers.Registre.Accounts;

/// <summary>Whether there are accounts for all workers (pure).</summary>
internal static class AccountCover
{
    /// <param name="workers">Of this daemon, where others may share the accounts; or of all of them.</param>
    /// <param name="daemons">Whose workers these are.</param>
    /// <returns>What to tell the operator; empty when there are enough, or none that could be counted.</returns>
    public static IEnumerable<string> Warnings(int workers, int accounts, int daemons = 1)
    {
        if (accounts > 0 && workers > accounts)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{workers} Registre workers, {accounts} account{(accounts == 1 ? "" : "s")}: each account has one session, so {workers - accounts} of them wait{(workers - accounts == 1 ? "s" : "")}. Add accounts to REGISTRE_ACCOUNTS or set WORKER_COUNT{(daemons == 1 ? $"={accounts}" : $" lower: {accounts} for all {daemons} daemons together")}.");
        }
    }
}
