using System.Runtime.CompilerServices;
using Workers.Hosting.Environments;
using Workers.Jobs.Keeping;

namespace Workers.Operations.Keeping;

/// <param name="Environment">Null asks all that are configured.</param>
/// <param name="Dossier">Also of one that was purged, by its name.</param>
internal sealed record TransfersRequest(TargetEnvironment? Environment, DateTimeOffset? Since, DateTimeOffset? Until, string? Dossier);

/// <summary>The register of what left the country: each question that was sent to the model, or may have been.</summary>
internal static class ListTransfers
{
    /// <returns>Environment by environment, in order of time.</returns>
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async IAsyncEnumerable<(TargetEnvironment Environment, ModelTransfer Transfer)> RunAsync(Queues queues, TransfersRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var environment in request.Environment is { } asked ? [queues.Require(asked)] : queues.Configured)
        {
            var query = new TransferQuery(request.Since, request.Until, request.Dossier);
            for (var more = true; more;)
            {
                var page = await Queues.AskAsync(environment, queues.KeepingOf(environment).ListTransfersAsync(query, cancellation));
                foreach (var transfer in page.Transfers)
                {
                    yield return (environment, transfer);
                }

                more = page.More && page.Transfers.Count > 0;
                query = more ? query with { AfterAt = page.Transfers[^1].At, AfterId = page.Transfers[^1].Id } : query;
            }
        }
    }
}
