namespace Workers.Jobs.Keeping;

/// <summary>A document as a purge would find it.</summary>
/// <param name="StatusId">Null where its row is gone and traces are left, as with the columns behind it.</param>
/// <param name="Fault">Why it cannot be purged now; null where nothing stands in the way.</param>
/// <param name="Begun">Its purge has begun; when it is over, <paramref name="Receipt"/> is all that is left.</param>
/// <param name="SharedWith">Another document with the same content: the object and what was read of it stay with that one.</param>
/// <param name="Cad">Paid at the registry; it stays in the ledger.</param>
/// <param name="Usd">Paid for reading; it stays in the ledger.</param>
internal sealed record PurgeCandidate(
    Guid Id,
    int? StatusId,
    string? DocumentSource,
    string? DocumentNumber,
    string? Dossier,
    string? Fault,
    bool Begun,
    DateTimeOffset? FinishedAt,
    PurgeReceipt? Receipt,
    bool Stored,
    Guid? SharedWith,
    decimal Cad,
    decimal Usd,
    PurgeRows Rows);

/// <summary>How many rows of each table are about it.</summary>
internal sealed record PurgeRows(long History, long Purchases, long Calls, long Pages, long Reviews);

internal sealed record PurgePage(IReadOnlyList<PurgeCandidate> Documents, bool More);

internal enum PurgeStart
{
    Begun,
    Refused,
}

internal sealed record PurgeBegun(Guid Id, PurgeStart Result, string? Reason);

/// <param name="Fault">Why the purge cannot go on now.</param>
/// <param name="SupabasePaths">Of its objects that no other document has.</param>
/// <param name="Traces">Ids under which files of it may lie on a disk.</param>
/// <param name="Numbers">Its number, letters and digits alone.</param>
/// <param name="Orders">Operators' orders whose reason names it.</param>
internal sealed record PurgeTraces(
    string? Fault,
    IReadOnlyList<Guid> Traces,
    IReadOnlyList<Guid> Purchases,
    IReadOnlyList<string> Accounts,
    IReadOnlyList<string> Numbers,
    IReadOnlyList<string> SupabasePaths,
    IReadOnlyList<Guid> Orders,
    string? DocumentSource = null,
    Guid? KeptFor = null);

internal sealed record PurgeEnd(string? Fault, PurgeReceipt? Receipt);

/// <summary>What is left of a purged document: amounts, days and counts, no word of it.</summary>
/// <param name="ReadingUsd">What its row said that reading cost; also of a time before each question was written down.</param>
internal sealed record PurgeReceipt(
    IReadOnlyList<PurgedPurchase> Purchases, IReadOnlyList<PurgedReading> Readings, decimal? ReadingUsd, IReadOnlyDictionary<string, long> Removed);

internal sealed record PurgedPurchase(DateOnly Day, string Account, decimal? Cad);

internal sealed record PurgedReading(DateOnly Day, string Model, string Tier, long Calls, decimal Usd);

/// <param name="LastAt">When the last purge ended; null of none.</param>
internal sealed record PurgedIds(IReadOnlyList<Guid> Ids, DateTimeOffset? LastAt = null);
