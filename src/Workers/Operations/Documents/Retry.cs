using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Operations.Documents;

/// <param name="AllowRepurchase">Where it is uncertain whether a document was bought, buy it again.</param>
/// <param name="Reason">Kept in the documents' history.</param>
/// <param name="Environment">Null means the only one that is configured.</param>
internal sealed record RetryRequest(IReadOnlyList<Guid> Ids, bool AllowRepurchase, string? Reason, TargetEnvironment? Environment);

/// <summary>Failed documents go back to where they can go on from; what is stored is never bought again.</summary>
internal static class Retry
{
    /// <exception cref="OperationException">The database did not answer, or the environment is not to be told.</exception>
    public static async Task<IReadOnlyList<OperatorAnswer>> RunAsync(Queues queues, RetryRequest request, CancellationToken cancellation)
    {
        var environment = queues.Choose(request.Environment);
        var answers = await DatabaseQuestions.AskAsync(
            environment, queues[environment].RetryAsync(request.Ids, request.AllowRepurchase, request.Reason, cancellation));
        await queues.WakeAsync(environment, cancellation);
        return answers;
    }
}
