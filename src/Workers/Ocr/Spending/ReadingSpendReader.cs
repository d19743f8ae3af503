using Workers.Database;

namespace Workers.Ocr.Spending;

/// <summary>What reading cost, in US dollars.</summary>
/// <param name="Day">Today, by the registry's day.</param>
/// <param name="Usd">What was never settled counts as it was estimated.</param>
/// <param name="DoubtfulUsd">Of it, what was never settled.</param>
/// <param name="EstimatedUsd">What all of it was expected to cost.</param>
/// <param name="Groups">The largest by dossier, model and tier.</param>
internal sealed record ReadingSpend(DateOnly Day, long Calls, decimal Usd, decimal DoubtfulUsd, decimal EstimatedUsd, IReadOnlyList<ReadingSpendGroup> Groups);

/// <param name="Dossier">The office's file; null of documents without one.</param>
internal sealed record ReadingSpendGroup(string? Dossier, string Model, string Tier, long Calls, long InputTokens, long CachedTokens, long OutputTokens, decimal Usd);

/// <summary>Asks one environment what reading cost.</summary>
internal sealed class ReadingSpendReader(IDatabaseFunctions database)
{
    /// <exception cref="DatabaseException">No answer.</exception>
    public Task<ReadingSpend> ReadTodayAsync(CancellationToken cancellation) => ReadAsync(null, cancellation);

    /// <exception cref="DatabaseException">No answer.</exception>
    public Task<ReadingSpend> ReadDocumentAsync(Guid job, CancellationToken cancellation) => ReadAsync(job, cancellation);

    /// <summary>Today's sum in US dollars, which is kept.</summary>
    /// <exception cref="DatabaseException">No answer.</exception>
    public async Task<decimal> ReadTotalAsync(CancellationToken cancellation) => (await database.CallAsync<ReadingSpend>("workers_ocr_spend", new { Total = true }, cancellation)).Usd;

    private Task<ReadingSpend> ReadAsync(Guid? job, CancellationToken cancellation) => database.CallAsync<ReadingSpend>("workers_ocr_spend", new { JobId = job }, cancellation);
}
