using System.Globalization;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations.Status;
using Workers.Registre.Consultations;

namespace Workers.Operations.Health;

/// <summary>What was perhaps paid in vain, and budgets that are met (pure).</summary>
internal static class MoneySigns
{
    /// <summary>Accounts are compared once a day; what is older may have been settled since.</summary>
    private static readonly TimeSpan ComparedLately = TimeSpan.FromHours(36);

    public static IEnumerable<HealthFinding> Of(HealthFacts facts) => [.. facts.Answering.SelectMany(environment => OfEnvironment(environment, facts.At)), .. facts.Answering.SelectMany(environment => OfBudgets(environment, facts))];

    private static IEnumerable<HealthFinding> OfEnvironment(EnvironmentReport environment, DateTimeOffset at)
    {
        var label = environment.Environment.Label();
        if (environment.Invoices is { } invoices)
        {
            var isOld = at - invoices.ComparedAt > ComparedLately;
            var next = isOld ? "Workers invoices reconcile" : "Workers invoices list";
            var asOf = isOld ? string.Create(CultureInfo.InvariantCulture, $" They were last compared on {invoices.ComparedAt!.Value.UtcDateTime:yyyy-MM-dd}: compare them again first.") : "";
            if (invoices.Unknown > 0)
            {
                yield return new(
                    HealthCause.InvoiceUnknown, environment.Environment,
                    string.Create(CultureInfo.InvariantCulture, $"{label}: the registry billed {invoices.Unknown} consultations that no ledger knows; {invoices.UnexplainedCad:0.00} CAD are unexplained.{asOf}"), next);
            }

            if (invoices.Count > invoices.Unknown)
            {
                yield return new(
                    HealthCause.InvoicesDiffer, environment.Environment,
                    string.Create(CultureInfo.InvariantCulture, $"{label}: {invoices.Count - invoices.Unknown} invoices of the registry and the ledger differ.{asOf}"), next);
            }
        }

        if (environment.Signs is { Uncertain: { Count: > 0 } uncertain })
        {
            yield return new(
                HealthCause.PurchaseUncertain, environment.Environment,
                string.Create(CultureInfo.InvariantCulture, $"{label}: of {uncertain.Count} purchases ({uncertain.Cad:0.00} CAD) nobody knows whether they were billed; a person decides before they are bought again."),
                Explain(uncertain.Id));
        }

        if (environment.Signs is { Unstored: { Count: > 0 } unstored })
        {
            yield return new(
                HealthCause.PaidNotStored, environment.Environment,
                string.Create(CultureInfo.InvariantCulture, $"{label}: {unstored.Count} documents are paid and not stored, the oldest for {Duration(unstored.Seconds)}; their bytes lie on the disk of the server that bought."),
                Explain(unstored.Id));
        }
    }

    /// <summary>Who met a budget of its own waits alone; with the budget of the day, or of every account, all wait.</summary>
    private static IEnumerable<HealthFinding> OfBudgets(EnvironmentReport environment, HealthFacts facts)
    {
        var met = environment.BudgetsInTheWay;
        var spent = met.Where(budget => budget.Budget is "account_day").Select(budget => budget.Subject).ToHashSet(StringComparer.Ordinal);
        var usable = (facts.Accounts ?? []).Where(account => account.SetAside is null).ToList();
        var isEveryAccount = usable.Count > 0 && usable.TrueForAll(account => spent.Contains(account.Code));
        return met.Select(budget => new HealthFinding(
            budget.Budget is "day" || (budget.Budget is "account_day" && isEveryAccount) ? HealthCause.BudgetSpent : HealthCause.PartBudgetSpent,
            environment.Environment, $"{environment.Environment.Label()}: documents wait for {budget.Describe()}.{OrderSigns.WhoSet(facts, budget.Setting)}", NextOf(facts, budget)));
    }

    /// <summary>
    /// The least that lets each environment buy one more document: they share the setting. An order goes on for as long as it was given; one that made a budget where none is configured is
    /// taken back.
    /// </summary>
    private static string NextOf(HealthFacts facts, BudgetMet met)
    {
        var order = OrderSigns.FindSet(facts, met.Setting);
        var where = order?.Server is { } server ? $" --server {server}" : "";
        if (order is not null && facts.Budgets is { } configured && LimitOf(configured, met.Budget) is null)
        {
            return $"Workers set {met.Setting} --reset{where}";
        }

        var needed = facts.Answering.SelectMany(environment => environment.BudgetsInTheWay).Where(one => one.Budget == met.Budget).Max(one => Math.Ceiling(one.SpentCad + one.PriceCad));
        var rest = order?.Until is { } end ? $" --for {DurationText.Of(end - facts.At)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"Workers set {met.Setting}={needed:0}{where}{rest}");
    }

    private static decimal? LimitOf(Budgets budgets, string budget) => budget switch
    {
        "day" => budgets.Day,
        "account_day" => budgets.AccountDay,
        _ => budgets.Dossier,
    };

    public static string Explain(Guid? id) => id is { } document ? $"Workers explain {document}" : "Workers status";

    /// <summary>Rounded as people say it.</summary>
    public static string Duration(double? seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds ?? 0, 0, 1e9)) switch
    {
        { TotalMinutes: < 2 } short_ => string.Create(CultureInfo.InvariantCulture, $"{short_.TotalSeconds:0} s"),
        { TotalHours: < 2 } hour => string.Create(CultureInfo.InvariantCulture, $"{hour.TotalMinutes:0} min"),
        { TotalDays: < 2 } day => string.Create(CultureInfo.InvariantCulture, $"{day.TotalHours:0} h"),
        var days => string.Create(CultureInfo.InvariantCulture, $"{days.TotalDays:0} days"),
    };
}
