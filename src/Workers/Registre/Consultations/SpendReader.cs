using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Registre.Consultations;

/// <summary>What was spent at the registry on one day of it, in CAD; what is in doubt counts.</summary>
/// <param name="DoubtfulCad">Of it, what was perhaps not billed.</param>
/// <param name="Groups">The largest by account and dossier.</param>
/// <param name="Met">Budgets that stand in the way of buying.</param>
internal sealed record Spend(DateOnly Day, long Documents, decimal Cad, decimal DoubtfulCad, IReadOnlyList<SpendGroup> Groups, IReadOnlyList<BudgetMet> Met);

/// <param name="Dossier">The office's file; null of documents without one.</param>
internal sealed record SpendGroup(string Account, string? Dossier, long Documents, decimal Cad);

/// <summary>What adding a document would lead to.</summary>
internal enum QuoteResult
{
    /// <summary>It would be bought.</summary>
    New,

    /// <summary>It is stored and answers at no cost.</summary>
    Owned,

    /// <summary>It waits, is being bought, or stands earlier in the list: it is paid for once.</summary>
    InFlight,
}

internal sealed record QuotedDocument(int Row, QuoteResult Result);

/// <param name="PriceCad">Of each new document.</param>
internal sealed record Quote(decimal PriceCad, IReadOnlyList<QuotedDocument> Documents);

/// <summary>Asks one environment's ledger of purchases about money.</summary>
internal sealed class SpendReader(IDatabaseFunctions database, SpendingRules rules)
{
    /// <summary>What was spent today, by the registry's day.</summary>
    /// <exception cref="DatabaseException">No answer.</exception>
    public Task<Spend> ReadAsync(CancellationToken cancellation) =>
        database.CallAsync<Spend>("workers_spend", new { Environment = database.Environment.Label(), Tariff = rules.Tariff.Entries, rules.Budgets }, cancellation);

    /// <summary>What was spent on each of the last days, today's among them.</summary>
    /// <exception cref="DatabaseException">No answer.</exception>
    public Task<SpentDays> ReadDaysAsync(int days, CancellationToken cancellation) =>
        database.CallAsync<SpentDays>("workers_money", new { Environment = database.Environment.Label(), Days = days }, cancellation);

    /// <param name="documents">That <c>workers_enqueue</c> takes; nothing of them is added.</param>
    /// <param name="reuse">How long a stored index or plan answers again.</param>
    /// <exception cref="DatabaseException">No answer.</exception>
    public Task<Quote> QuoteAsync(IReadOnlyList<NewDocument> documents, TimeSpan reuse, CancellationToken cancellation) => database.CallAsync<Quote>(
        "workers_quote",
        new
        {
            Environment = database.Environment.Label(),
            ReuseSeconds = reuse.TotalSeconds,
            Tariff = rules.Tariff.Entries,
            Documents = documents.Select(document => new { Asked = document, Document = ConsultationLedger.Identity(DocumentRequest.Of(document)) }),
        },
        cancellation);
}
