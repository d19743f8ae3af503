namespace Workers.Registre.Consultations;

/// <summary>Most that may be spent, in CAD; null where there is no bound.</summary>
/// <param name="Day">Of one environment in a day of the registry.</param>
/// <param name="AccountDay">With one account in a day of the registry, in each environment.</param>
/// <param name="Dossier">For one of the office's files, in each environment.</param>
internal sealed record Budgets(decimal? Day = null, decimal? AccountDay = null, decimal? Dossier = null);

/// <summary>What a consultation costs and how much may be spent; the ledger of purchases applies it with the write before a request that may bill.</summary>
internal sealed record SpendingRules(Tariff Tariff, Budgets Budgets);
