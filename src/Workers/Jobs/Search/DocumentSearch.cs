using Workers.Database;

namespace Workers.Jobs.Search;

/// <summary>Finds documents of one environment.</summary>
internal sealed class DocumentSearch(IDatabaseFunctions functions)
{
    /// <exception cref="DatabaseException">No answer, or it took longer than the database allows.</exception>
    public Task<DocumentPage> ListAsync(DocumentQuery query, CancellationToken cancellation) =>
        functions.CallAsync<DocumentPage>("workers_documents", query, cancellation);

    /// <exception cref="DatabaseException">No answer.</exception>
    public async Task<IReadOnlyList<DeadLetters>> ReadDeadLettersAsync(DocumentFilter filter, CancellationToken cancellation) =>
        (await functions.CallAsync<Grouped>("workers_dead_letters", new { Filter = filter }, cancellation)).Groups;

    private sealed record Grouped(IReadOnlyList<DeadLetters> Groups);
}
