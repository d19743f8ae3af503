using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Operations.Documents;

/// <param name="Reason">Kept in the documents' history.</param>
/// <param name="Environment">Null means the only one that is configured.</param>
internal sealed record CancelRequest(IReadOnlyList<Guid> Ids, string? Reason, TargetEnvironment? Environment);

/// <summary>Waiting documents end at once, running ones as soon as they safely can.</summary>
internal static class Cancel
{
    /// <exception cref="OperationException">The database did not answer, or the environment is not to be told.</exception>
    public static async Task<IReadOnlyList<OperatorAnswer>> RunAsync(Queues queues, CancelRequest request, CancellationToken cancellation)
    {
        var environment = queues.Choose(request.Environment);
        return await DatabaseQuestions.AskAsync(environment, queues[environment].CancelAsync(request.Ids, request.Reason, cancellation));
    }
}
