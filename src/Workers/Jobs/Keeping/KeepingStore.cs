using Workers.Database;
using Workers.Hosting.Environments;

namespace Workers.Jobs.Keeping;

/// <summary>What one environment's database forgets: by age, or by a person's order. Every call may be repeated, and throws <see cref="DatabaseException"/>.</summary>
internal sealed class KeepingStore(IDatabaseFunctions functions)
{
    public TargetEnvironment Environment => functions.Environment;

    /// <summary>One batch of pruning by age.</summary>
    public Task<KeepingAnswer> KeepAsync(KeepingRequest request, CancellationToken cancellation) => functions.CallAsync<KeepingAnswer>("workers_keep", request, cancellation);

    /// <summary>What a purge would take: of these documents and of this dossier; with neither, what was begun and is not over.</summary>
    public Task<PurgePage> LookAsync(IReadOnlyCollection<Guid>? ids, string? dossier, Guid? after, int limit, CancellationToken cancellation) =>
        functions.CallAsync<PurgePage>("workers_purge_look", new { Ids = ids, Dossier = dossier, After = after, Limit = limit }, cancellation);

    /// <summary>From here on these documents can only be purged.</summary>
    public async Task<IReadOnlyList<PurgeBegun>> BeginAsync(IReadOnlyCollection<Guid> ids, string by, CancellationToken cancellation) =>
        (await functions.CallAsync<Begun>("workers_purge_begin", new { Ids = ids, By = by }, cancellation)).Jobs;

    /// <summary>Where it lies outside the database.</summary>
    public Task<PurgeTraces> FindTracesAsync(Guid id, CancellationToken cancellation) => functions.CallAsync<PurgeTraces>("workers_purge_traces", new { Id = id }, cancellation);

    /// <summary>Its rows; to be called when nothing of it lies outside the database any more.</summary>
    public Task<PurgeEnd> FinishAsync(Guid id, CancellationToken cancellation) => functions.CallAsync<PurgeEnd>("workers_purge_finish", new { Id = id }, cancellation);

    /// <param name="ids">Under which files lie on a disk.</param>
    public Task<PurgedIds> FindPurgedAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellation) => functions.CallAsync<PurgedIds>("workers_purged", new { Ids = ids }, cancellation);

    /// <summary>Those of these purchases whose bytes no disk needs any more.</summary>
    public async Task<IReadOnlyList<Guid>> FindCopiesOverAsync(IReadOnlyCollection<Guid> purchases, CancellationToken cancellation) =>
        (await functions.CallAsync<Over>("workers_copies_over", new { Ids = purchases }, cancellation)).Ids;

    public Task<TransferPage> ListTransfersAsync(TransferQuery query, CancellationToken cancellation) => functions.CallAsync<TransferPage>("workers_transfers", query, cancellation);

    /// <summary>Operators' orders whose reason names a document of another environment.</summary>
    /// <param name="apply">Takes these reasons out; without it they are only found.</param>
    public async Task<IReadOnlyList<Guid>> ForgetOrdersAsync(string? dossier, IReadOnlyList<string> numbers, bool apply, CancellationToken cancellation) =>
        (await functions.CallAsync<Forgotten>("workers_orders_forget", new { Dossier = dossier, Numbers = numbers, Apply = apply }, cancellation)).Orders;

    private sealed record Forgotten(IReadOnlyList<Guid> Orders);

    private sealed record Begun(IReadOnlyList<PurgeBegun> Jobs);

    private sealed record Over(IReadOnlyList<Guid> Ids);
}
