using Workers.Hosting.Environments;
using Workers.Jobs.Changes;

namespace Workers.Operations.Changes;

internal sealed record EnvironmentOrders(TargetEnvironment Environment, IReadOnlyList<BulkChange> Orders);

/// <summary>Orders about several documents that were given.</summary>
internal static class BulkOrders
{
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async Task<IReadOnlyList<EnvironmentOrders>> ListAsync(Queues queues, TargetEnvironment? environment, int limit, CancellationToken cancellation)
    {
        var told = new List<EnvironmentOrders>();
        foreach (var one in environment is { } asked ? [queues.Require(asked)] : queues.Configured)
        {
            told.Add(new(one, await Queues.AskAsync(one, queues.ChangesOf(one).ListAsync(null, limit, cancellation))));
        }

        return told;
    }

    /// <param name="id">The beginning of one will do.</param>
    /// <exception cref="OperationException">There is none, there are several, or a database did not answer.</exception>
    public static async Task<(TargetEnvironment Environment, BulkChange Order)> FindAsync(Queues queues, TargetEnvironment? environment, string id, CancellationToken cancellation)
    {
        var found = new List<(TargetEnvironment, BulkChange)>();
        foreach (var one in environment is { } asked ? [queues.Require(asked)] : queues.Configured)
        {
            found.AddRange((await Queues.AskAsync(one, queues.ChangesOf(one).ListAsync(id, 5, cancellation))).Select(order => (one, order)));
        }

        return found switch
        {
            [var only] => only,
            [] => throw new OperationException(OperationFailure.Refused, $"There is no bulk change {id} in {string.Join(", ", queues.Configured.Select(name => name.Label()))}. 'bulk list' tells those that are."),
            _ => throw new OperationException(OperationFailure.Refused, $"Several bulk changes begin with {id}: {string.Join(", ", found.Select(one => one.Item2.Id))}. Say more of it."),
        };
    }

    /// <summary>What it changed by then stays changed.</summary>
    /// <returns>The order, and whether this call ended it.</returns>
    /// <exception cref="OperationException">The database did not answer.</exception>
    public static async Task<BulkStep> CancelAsync(Queues queues, TargetEnvironment environment, Guid id, string by, CancellationToken cancellation) =>
        await Queues.AskAsync(environment, queues.ChangesOf(environment).CancelAsync(id, by, cancellation));
}
