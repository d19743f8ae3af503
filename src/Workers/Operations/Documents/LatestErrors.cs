using Workers.Jobs;
using Workers.Jobs.Search;
using Workers.Operations.Status;

namespace Workers.Operations.Documents;

/// <summary>What ended at 5 last, over all environments that answer.</summary>
internal static class LatestErrors
{
    private const int Most = 5;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    /// <param name="report">An environment that did not answer there is not asked again.</param>
    /// <returns>The newest first; nothing of an environment that does not answer, which the report tells next time.</returns>
    public static async Task<IReadOnlyList<FoundDocument>> ReadAsync(Queues queues, StatusReport report, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(Bound);
        var answering = report.Environments.Where(environment => environment.Fault is null).Select(environment => environment.Environment);
        var filter = new DocumentFilter { Statuses = [(int)JobStatus.Erreur] };
        try
        {
            var told = await Task.WhenAll(answering.Select(environment =>
                FindDocuments.RunAsync(queues, new(filter, environment, DocumentSort.Updated, Descending: true, null, Most), bound.Token)));
            return [.. told.SelectMany(found => found.Documents).OrderByDescending(one => one.Document.UpdatedAt).Take(Most)];
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return [];
        }
    }
}
