namespace Workers.Registre.Consultations;

/// <summary>What one environment spent over some days of the registry: CAD there, US dollars for reading. What is in doubt counts.</summary>
/// <param name="Days">Each of them, the first first.</param>
/// <param name="Accounts">The largest.</param>
/// <param name="AccountsToday">The largest of the last of the days.</param>
/// <param name="Dossiers">The largest.</param>
/// <param name="Models">The largest.</param>
internal sealed record SpentDays(
    DateOnly From, DateOnly To, IReadOnlyList<SpentDay> Days, IReadOnlyList<SpentByAccount> Accounts, IReadOnlyList<SpentByAccount> AccountsToday, IReadOnlyList<SpentByDossier> Dossiers,
    IReadOnlyList<SpentByModel> Models);

/// <param name="DoubtfulCad">Of it, what was perhaps not billed.</param>
/// <param name="Calls">Questions to a model.</param>
/// <param name="DoubtfulUsd">Of it, what was never settled and counts as it was estimated.</param>
internal sealed record SpentDay(DateOnly Day, long Documents, decimal Cad, decimal DoubtfulCad, long Calls, decimal Usd, decimal DoubtfulUsd);

/// <param name="DoubtfulCad">Of it, what was perhaps not billed.</param>
internal sealed record SpentByAccount(string Account, long Documents, decimal Cad, decimal DoubtfulCad);

/// <param name="Dossier">The office's file; null of documents without one.</param>
internal sealed record SpentByDossier(string? Dossier, long Documents, decimal Cad, long Calls, decimal Usd);

/// <param name="DoubtfulUsd">Of it, what was never settled and counts as it was estimated.</param>
internal sealed record SpentByModel(string Model, string Tier, long Calls, long InputTokens, long OutputTokens, decimal Usd, decimal DoubtfulUsd);
