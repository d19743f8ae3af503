namespace Workers.Jobs.Keeping;

/// <param name="HistoryDays">0: for ever, as with the others.</param>
/// <param name="Batch">Rows of each kind that one call removes at the most.</param>
internal sealed record KeepingRequest(int HistoryDays, int ReadingsDays, int SpendDays, int Batch, int BulkDays = 0, int OrdersDays = 0);

/// <param name="Turn">False where another daemon is at it.</param>
/// <param name="Removed">Rows by kind.</param>
/// <param name="More">Another batch waits.</param>
internal sealed record KeepingAnswer(bool Turn, IReadOnlyDictionary<string, long> Removed, bool More);

/// <param name="AfterAt">With <paramref name="AfterId"/>: the last that was told.</param>
internal sealed record TransferQuery(DateTimeOffset? Since, DateTimeOffset? Until, string? Dossier, DateTimeOffset? AfterAt = null, Guid? AfterId = null, int Limit = 1000);

/// <summary>One question that was sent to the model, or may have been.</summary>
/// <param name="Endpoint">The host that was asked; null of a question from before it was written down.</param>
/// <param name="Dossier">Null without one, and of one that was purged.</param>
/// <param name="DossierHash">Which dossier it is or was, for who knows its name.</param>
/// <param name="IsSettled">An answer came.</param>
internal sealed record ModelTransfer(
    Guid Id, DateTimeOffset At, string Model, string? Endpoint, string? Dossier, string? DossierHash, string ContentSha256, string Kind, Guid JobId, long? InputTokens, bool IsSettled);

internal sealed record TransferPage(IReadOnlyList<ModelTransfer> Transfers, bool More);
