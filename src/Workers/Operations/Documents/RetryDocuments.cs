using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Operations.Documents;

/// <param name="AllowRepurchase">Buys again where it is uncertain whether a document was bought, and the invoices do not show it; it may be billed twice.</param>
/// <param name="Reason">Kept in each document's history.</param>
internal sealed record RetryRequest(TargetEnvironment Environment, IReadOnlyList<Guid> Ids, bool AllowRepurchase = false, string? Reason = null);

/// <summary>Sends failed documents back to where they can go on from; what is stored is never bought again.</summary>
internal static class RetryDocuments
{
    /// <returns>One answer a document.</returns>
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async Task<IReadOnlyList<OperatorAnswer>> RunAsync(Queues queues, RetryRequest request, CancellationToken cancellation)
    {
        var queue = queues[request.Environment];
        var answers = await Queues.AskAsync(
            request.Environment, queue.RetryAsync(request.Ids, request.AllowRepurchase, request.Reason, cancellation));
        await queues.WakeAsync(request.Environment, cancellation);
        return answers;
    }
}
