using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Registre;
using Workers.Registre.Consultations;

namespace Workers.Operations.Intake;

/// <summary>What the documents for one environment would cost, were they added now.</summary>
/// <param name="Refused">Of them, what its database would refuse: the row and why.</param>
/// <param name="PriceCad">Of each new document.</param>
internal sealed record EnvironmentQuote(TargetEnvironment Environment, IReadOnlyList<RowFault> Refused, int New, int Owned, int InFlight, decimal PriceCad)
{
    public decimal Cad => New * PriceCad;
}

/// <summary>Tells what an intake would cost; nothing is added.</summary>
internal static class QuoteDocuments
{
    /// <returns>One quote for each environment of the good rows.</returns>
    /// <exception cref="OperationException">A database did not answer.</exception>
    public static async Task<IReadOnlyList<EnvironmentQuote>> RunAsync(Queues queues, IntakePlan plan, CancellationToken cancellation)
    {
        var quotes = new List<EnvironmentQuote>();
        foreach (var intake in (plan with { SkipBad = true }).Environments)
        {
            await queues.RequireOwnFunctionsAsync(intake.Environment, cancellation);
            var checks = await Queues.AskAsync(intake.Environment, queues[intake.Environment].EnqueueAsync(intake.Documents, cancellation, EnqueueMode.Check));
            var good = checks.Where(check => check.Result is not EnqueueResult.Refused).Select(check => intake.Documents[check.Row]).ToList();
            var reuse = queues.Settings.Get<RegistreOptions>().Reuse;
            var quote = await Queues.AskAsync(intake.Environment, queues.SpendOf(intake.Environment).QuoteAsync(good, reuse, cancellation));
            quotes.Add(new(
                intake.Environment,
                [.. checks.Where(check => check.Result is EnqueueResult.Refused).Select(check => new RowFault(intake.Orders[check.Row].Place, check.Reason ?? "refused"))],
                Count(QuoteResult.New), Count(QuoteResult.Owned), Count(QuoteResult.InFlight), quote.PriceCad));

            int Count(QuoteResult result) => quote.Documents.Count(document => document.Result == result);
        }

        return quotes;
    }
}
