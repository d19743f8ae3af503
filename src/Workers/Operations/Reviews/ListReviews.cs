using Workers.Hosting.Environments;
using Workers.Jobs.Reviews;

namespace Workers.Operations.Reviews;

/// <summary>Tells what people have to decide about readings, the oldest first.</summary>
internal static class ListReviews
{
    /// <param name="environment">Null asks all that are configured.</param>
    /// <param name="after">The last item that was told; only in one environment.</param>
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async Task<IReadOnlyList<EnvironmentReviews>> RunAsync(
        Queues queues, TargetEnvironment? environment, Guid? after, int pageSize, CancellationToken cancellation)
    {
        List<EnvironmentReviews> found = [];
        foreach (var one in environment is { } asked ? [queues.Require(asked)] : queues.Configured)
        {
            found.Add(new(one, await Queues.AskAsync(one, queues.ReviewsOf(one).ListAsync([ReviewState.Open], after, pageSize, cancellation))));
        }

        return found;
    }
}
