using Workers.Gemini;
using Workers.Hosting.Environments;
using Workers.Ocr.Spending;
using Workers.Registre;
using Workers.Registre.Consultations;
using Workers.Registre.Invoices;

namespace Workers.Operations.Money;

/// <summary>What one environment spends: today against budgets, over some days, and where the registry's invoices differ from it.</summary>
/// <param name="BudgetUsdDay">Of reading; null where there is none.</param>
internal sealed record MoneyReport(Spend Today, ReadingSpend ReadingToday, SpentDays Days, OpenDifferences Invoices, Budgets Budgets, decimal? BudgetUsdDay);

/// <summary>Tells what is spent; asks the environment's database alone, and each store what operators ordered of budgets.</summary>
internal static class ReadMoney
{
    /// <param name="days">With today.</param>
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async Task<MoneyReport> RunAsync(Queues queues, TargetEnvironment environment, int days, CancellationToken cancellation)
    {
        var inForce = await SettingsInForce.ReadAsync(queues, cancellation);
        var rules = inForce.Get<RegistreOptions>().Spending;
        var ledger = queues.SpendOf(queues.Require(environment), rules);
        return new(
            await Queues.AskAsync(environment, ledger.ReadAsync(cancellation)),
            await Queues.AskAsync(environment, queues.ReadingOf(environment).ReadTodayAsync(cancellation)),
            await Queues.AskAsync(environment, ledger.ReadDaysAsync(days, cancellation)),
            await Queues.AskAsync(environment, queues.InvoicesOf(environment).ReadOpenAsync(cancellation)),
            rules.Budgets,
            inForce.Get<GeminiOptions>().BudgetUsdDay);
    }
}
