using Workers.Database;
using Workers.Hosting.Environments;

namespace Workers.Registre.Consultations;

/// <summary>What was spent at the registry on one day of it, in CAD; what is in doubt counts.</summary>
/// <param name="DoubtfulCad">Of it, what was perhaps not billed.</param>
/// <param name="Groups">The largest by account and dossier.</param>
/// <param name="Met">Budgets that stand in the way of buying.</param>
internal sealed record Spend(DateOnly Day, long Documents, decimal Cad, decimal DoubtfulCad, IReadOnlyList<SpendGroup> Groups, IReadOnlyList<BudgetMet> Met);

/// <param name="Dossier">The office's file; null of documents without one.</param>
internal sealed record SpendGroup(string Account, string? Dossier, long Documents, decimal Cad);

/// <summary>Asks one environment's ledger of purchases about money.</summary>
internal sealed class SpendReader(IDatabaseFunctions database, SpendingRules rules)
{
    /// <summary>What was spent today, by the registry's day.</summary>
    /// <exception cref="DatabaseException">No answer.</exception>
    public Task<Spend> ReadAsync(CancellationToken cancellation) =>
        database.CallAsync<Spend>("workers_spend", new { Environment = database.Environment.Label(), Tariff = rules.Tariff.Entries, rules.Budgets }, cancellation);
}
