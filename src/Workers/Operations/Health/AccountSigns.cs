using System.Globalization;
using Workers.Jobs;
using Workers.Registre.Accounts;
using Workers.Supervisor;

namespace Workers.Operations.Health;

/// <summary>Accounts of the registry that keep buying waiting (pure).</summary>
internal static class AccountSigns
{
    private const string List = "Workers accounts list";

    public static IEnumerable<HealthFinding> Of(HealthFacts facts)
    {
        if (facts.Accounts is not { Count: > 0 } accounts)
        {
            yield break;
        }

        var usable = accounts.Where(account => account.SetAside is null).ToList();
        if (accounts.FirstOrDefault(account => account.SetAside is not null) is { SetAside: { } refusal } aside)
        {
            var said = refusal.Said.Length > 0 ? $"; the registry said: {refusal.Said.TrimEnd('.')}" : "";
            yield return new(
                usable.Count == 0 ? HealthCause.AccountsSetAside : HealthCause.AccountSetAside, null,
                string.Create(CultureInfo.InvariantCulture, $"{accounts.Count - usable.Count} of {accounts.Count} accounts of the registry are set aside{(refusal.IsLocked ? "" : " until their password is another")}, {aside.Code} first{said}. {refusal.Remedy(aside.Code)}"),
                List);
        }

        usable.RemoveAll(account => OrderSigns.IsPaused(facts, account.Code));
        if (usable.Count == 0)
        {
            yield break;
        }

        var unspent = usable.Where(account => account.Consultations < facts.AccountBudget).ToList();
        if (unspent.Count == 0)
        {
            yield return new(
                HealthCause.AccountsSpent, null,
                string.Create(CultureInfo.InvariantCulture, $"Every account has bought its {facts.AccountBudget} consultations of the day (REGISTRE_DAILY_BUDGET); buying goes on at midnight UTC.{OrderSigns.WhoSet(facts, "REGISTRE_DAILY_BUDGET")}"), List);
        }
        else if (unspent.TrueForAll(account => account is { LoginFrom: not null, Holder: null }) && IsWanted(facts))
        {
            yield return new(
                HealthCause.AccountsCooling, null,
                string.Create(CultureInfo.InvariantCulture, $"No account may log in before {unspent.Min(account => account.LoginFrom)!.Value.UtcDateTime:HH:mm:ss}Z (REGISTRE_LOGIN_INTERVAL_SECONDS), so that nothing is bought until then."), List);
        }

        var workers = facts.Daemons.Sum(daemon => daemon.Slots.Count(slot => slot.Pool is Pools.Registre));
        if (workers > usable.Count && IsWanted(facts))
        {
            yield return new(
                HealthCause.TooFewAccounts, null,
                AccountCover.Warnings(workers, usable.Count, facts.Daemons.Count(daemon => daemon.Slots.Any(slot => slot.Pool is Pools.Registre))).First(), "Workers plan");
        }
    }

    /// <summary>Whether a document waits to be bought and for no order, as far as the databases tell.</summary>
    private static bool IsWanted(HealthFacts facts) => facts.Answering.Any(environment => environment.Queue.Any(
        group => group is { StatusId: JobStatus.EnAttente, Ready: > 0 } && !OrderSigns.IsHeld(facts, environment.Environment, JobStage.Download, group.DocumentSource)));
}
