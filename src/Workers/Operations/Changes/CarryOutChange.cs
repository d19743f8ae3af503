using System.Runtime.CompilerServices;
using Workers.Hosting.Environments;
using Workers.Jobs.Changes;

namespace Workers.Operations.Changes;

/// <summary>
/// Gives an order about several documents and carries it out, step by step. It is a row of the database before the first document is changed: whoever is
/// cut off has lost nothing, a daemon or the same command again goes on behind the last step.
/// </summary>
internal static class CarryOutChange
{
    private const int Rows = 500;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <summary>Writes the order down. The same order that runs already is not written again.</summary>
    /// <param name="id">Under the same one it is given once.</param>
    /// <exception cref="OperationException">The database did not answer.</exception>
    public static Task<BulkStarted> StartAsync(Queues queues, Guid id, ChangePreview preview, BulkOptions options, string by, string? reason, CancellationToken cancellation)
    {
        var order = new BulkOrder(id, preview.Environment.Label(), preview.Verb, preview.Filter, options, by, reason, preview.Changed, preview.Cost.Cad, preview.Cost.Usd);
        return Queues.AskAsync(preview.Environment, queues.ChangesOf(preview.Environment).StartAsync(order, cancellation));
    }

    /// <summary>Every state of the order until it has ended. While somebody else carries it out, it is followed.</summary>
    /// <param name="runner">Of this process alone.</param>
    /// <exception cref="OperationException">The database did not answer, or there is no such order.</exception>
    public static async IAsyncEnumerable<BulkChange> RunAsync(
        Queues queues, TargetEnvironment environment, Guid id, string runner, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var store = queues.ChangesOf(environment);
        while (true)
        {
            var step = await Queues.AskAsync(environment, store.StepAsync(id, runner, Lease, Rows, cancellation));
            var bulk = step.Bulk ?? throw new OperationException(OperationFailure.Refused, $"{environment.Label()}: there is no bulk change {id}. 'bulk list' tells those that are.");
            yield return bulk;
            if (bulk.State is not BulkState.Running)
            {
                await queues.WakeAsync(environment, cancellation);
                yield break;
            }

            if (!step.Stepped)
            {
                await Task.Delay(Pace, time, cancellation);
            }
        }
    }
}
