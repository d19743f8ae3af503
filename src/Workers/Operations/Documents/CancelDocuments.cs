using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Operations.Documents;

/// <param name="Reason">Kept in each document's history.</param>
internal sealed record CancelRequest(TargetEnvironment Environment, IReadOnlyList<Guid> Ids, string? Reason = null);

/// <summary>Ends waiting documents at once; whoever runs one is told at the next renewal of its lease.</summary>
internal static class CancelDocuments
{
    /// <returns>One answer a document.</returns>
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static Task<IReadOnlyList<OperatorAnswer>> RunAsync(Queues queues, CancelRequest request, CancellationToken cancellation) =>
        Queues.AskAsync(request.Environment, queues[request.Environment].CancelAsync(request.Ids, request.Reason, cancellation));
}
