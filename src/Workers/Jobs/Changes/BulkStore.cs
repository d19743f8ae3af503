using Workers.Database;
using Workers.Office;

namespace Workers.Jobs.Changes;

/// <summary>Orders about several documents of one environment. Every call may be repeated.</summary>
/// <param name="words">In which rows tell the office why a document was cancelled; null: in English.</param>
internal sealed class BulkStore(IDatabaseFunctions functions, OfficeWords? words = null)
{
    private const int Looked = 5000;

    /// <param name="tariff">Of consultations, as the ledger of purchases takes it.</param>
    /// <param name="quoted">How many documents that are perhaps bought are told whole.</param>
    /// <exception cref="DatabaseException">No answer.</exception>
    public Task<BulkPreviewPart> PreviewAsync(
        BulkVerb verb, DocumentFilter filter, BulkOptions options, object tariff, Guid? after, int quoted, CancellationToken cancellation) =>
        functions.CallAsync<BulkPreviewPart>(
            "workers_bulk_preview", new { Verb = verb, Filter = filter, Options = options, Tariff = tariff, After = after, Quoted = quoted, Limit = Looked }, cancellation);

    /// <exception cref="DatabaseException">No answer: it may have been written.</exception>
    public Task<BulkStarted> StartAsync(BulkOrder order, CancellationToken cancellation) => functions.CallAsync<BulkStarted>("workers_bulk_start", order, cancellation);

    /// <param name="id">Null takes the oldest that nobody carries out.</param>
    /// <param name="runner">Who carries it out; nobody else does for <paramref name="lease"/>.</param>
    /// <param name="limit">Documents of one step.</param>
    /// <exception cref="DatabaseException">No answer: the step was made, or not.</exception>
    public Task<BulkStep> StepAsync(Guid? id, string runner, TimeSpan lease, int limit, CancellationToken cancellation) =>
        functions.CallAsync<BulkStep>("workers_bulk_step", new { Id = id, Runner = runner, LeaseSeconds = lease.TotalSeconds, Limit = limit, Office = words is null ? null : OutcomeMessages.All(words) }, cancellation);

    /// <exception cref="DatabaseException">No answer.</exception>
    public Task<BulkStep> CancelAsync(Guid id, string by, CancellationToken cancellation) => functions.CallAsync<BulkStep>("workers_bulk_cancel", new { Id = id, By = by }, cancellation);

    /// <param name="id">Only this one; the beginning of an id will do. Null: the latest.</param>
    /// <exception cref="DatabaseException">No answer.</exception>
    public async Task<IReadOnlyList<BulkChange>> ListAsync(string? id, int limit, CancellationToken cancellation) =>
        (await functions.CallAsync<Listed>("workers_bulks", new { Id = id, Limit = limit }, cancellation)).Bulks;

    /// <summary>One document at once, without an order: read anew, or another priority.</summary>
    /// <exception cref="DatabaseException">No answer.</exception>
    public async Task<OperatorAnswer> ChangeAsync(BulkVerb verb, Guid id, BulkOptions options, string? reason, CancellationToken cancellation) =>
        (await functions.CallAsync<Answered>("workers_change", new { Verb = verb, Id = id, Options = options, Reason = reason }, cancellation)).Jobs[0];

    private sealed record Listed(IReadOnlyList<BulkChange> Bulks);

    private sealed record Answered(IReadOnlyList<OperatorAnswer> Jobs);
}
