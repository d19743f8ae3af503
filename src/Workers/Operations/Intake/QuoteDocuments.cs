using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Registre;
using Workers.Registre.Consultations;

namespace Workers.Operations.Intake;

/// <summary>What the documents for one environment would cost, were they added now.</summary>
/// <param name="Refused">Of them, what its database would refuse: the row and why.</param>
/// <param name="OwnedAt">Where the file has the documents that are owned already.</param>
/// <param name="PriceCad">Of each new document.</param>
/// <param name="DayLimitCad">The environment's budget of a day; null where there is none.</param>
/// <param name="SpentCad">Today, what is in doubt counts.</param>
/// <param name="Met">Budgets that already stand in the way of buying.</param>
internal sealed record EnvironmentQuote(
    TargetEnvironment Environment, IReadOnlyList<RowFault> Refused, int New, IReadOnlyList<string> OwnedAt, int InFlight, decimal PriceCad, decimal? DayLimitCad, decimal SpentCad, IReadOnlyList<BudgetMet> Met)
{
    public int Owned => OwnedAt.Count;

    public decimal Cad => New * PriceCad;

    /// <summary>How many of the new ones the day's budget still pays for.</summary>
    public int? AffordableToday => DayLimitCad is { } limit && PriceCad > 0 ? (int)Math.Clamp(Math.Floor((limit - SpentCad) / PriceCad), 0, New) : null;
}

/// <summary>Tells what an intake would cost; nothing is added.</summary>
internal static class QuoteDocuments
{
    /// <returns>One quote for each environment of the good rows.</returns>
    /// <exception cref="OperationException">A database did not answer.</exception>
    public static async Task<IReadOnlyList<EnvironmentQuote>> RunAsync(Queues queues, IntakePlan plan, CancellationToken cancellation)
    {
        var quotes = new List<EnvironmentQuote>();
        var registre = (await SettingsInForce.ReadAsync(queues, cancellation)).Get<RegistreOptions>();
        foreach (var intake in (plan with { SkipBad = true }).Environments)
        {
            await queues.RequireOwnFunctionsAsync(intake.Environment, cancellation);
            var checks = await Queues.AskAsync(intake.Environment, queues[intake.Environment].EnqueueAsync(intake.Documents, cancellation, EnqueueMode.Check));
            var rows = checks.Where(check => check.Result is not EnqueueResult.Refused).Select(check => check.Row).ToList();
            var money = queues.SpendOf(intake.Environment, registre.Spending);
            var quote = await Queues.AskAsync(intake.Environment, money.QuoteAsync([.. rows.Select(row => intake.Documents[row])], registre.Reuse, cancellation));
            var spend = await Queues.AskAsync(intake.Environment, money.ReadAsync(cancellation));
            quotes.Add(new(
                intake.Environment,
                [.. checks.Where(check => check.Result is EnqueueResult.Refused).Select(check => new RowFault(intake.Orders[check.Row].Where, check.Reason ?? "refused"))],
                Count(QuoteResult.New),
                [.. quote.Documents.Where(document => document.Result is QuoteResult.Owned).Select(document => intake.Orders[rows[document.Row]].Place)],
                Count(QuoteResult.InFlight), quote.PriceCad, registre.Spending.Budgets.Day, spend.Cad, spend.Met));

            int Count(QuoteResult result) => quote.Documents.Count(document => document.Result == result);
        }

        return quotes;
    }

    /// <summary>What is told where no row is good: what a document would cost, and what was spent today all the same.</summary>
    /// <exception cref="OperationException">The database did not answer.</exception>
    public static async Task<EnvironmentQuote> OfNothingAsync(Queues queues, TargetEnvironment environment, CancellationToken cancellation)
    {
        var registre = (await SettingsInForce.ReadAsync(queues, cancellation)).Get<RegistreOptions>();
        await queues.RequireOwnFunctionsAsync(environment, cancellation);
        var money = queues.SpendOf(environment, registre.Spending);
        var quote = await Queues.AskAsync(environment, money.QuoteAsync([], registre.Reuse, cancellation));
        var spend = await Queues.AskAsync(environment, money.ReadAsync(cancellation));
        return new(environment, [], 0, [], 0, quote.PriceCad, registre.Spending.Budgets.Day, spend.Cad, spend.Met);
    }
}
